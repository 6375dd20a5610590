import type { AuthRequest } from "./auth-request.ts";
import type { Config } from "./config.ts";
import { createAuthRequest, type OpenedState } from "./opened-request.ts";
import type { Refresher } from "./refresher.ts";
import { safeReturnTo } from "./return-to.ts";
import { readSession, sessionClearCookie, sessionSetCookie, sessionTimes } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import type { SessionStore } from "./session-store.ts";
import { isTombstoned } from "./tombstone.ts";

/** What opening needs. */
export interface OpenParts {
  config: Config;
  refresher: Refresher;
  sessions: SessionStore;
}

/** Refinements of `open`. */
export interface OpenOptions {
  /** Path to come back to after signing in; default is the request's own. */
  returnTo?: string;
  /** Headers for redirects that end at the provider, where a framework has to be told to load a document. */
  documentRedirect?: Readonly<Record<string, string>>;
}

/**
 * The session a request brings, if it is alive: opened by a key of ours, within its lifetimes, not signed out.
 *
 * @param parts Configuration and stores.
 * @param request The request.
 * @returns The session, of the generation presented, or null.
 */
export async function readLiveSession(
  { config, sessions }: OpenParts,
  request: Request,
): Promise<SealedSession | null> {
  const session = await readSession(config, request);
  if (!session || config.clock.now() >= sessionTimes(config, session.record).endsAt) return null;
  const { sid } = session.record;
  return (await isTombstoned(config, request, sid)) || (await sessions.isEnded(sid)) ? null : session;
}

/**
 * Finds out who sent a request, and refreshes the token before anything renders when it is about to expire.
 *
 * @param parts Configuration, refresher and stores.
 * @param request The request.
 * @param options Refinements.
 * @returns The request's session; a bad cookie is simply nobody.
 */
export async function openRequest<U>(
  parts: OpenParts,
  request: Request,
  options: OpenOptions = {},
): Promise<AuthRequest<U>> {
  const { config } = parts;
  const returnTo = options.returnTo ?? returnPath(config, request);
  const anonymous: OpenedState = {
    status: "anonymous",
    record: null,
    setCookie: null,
    retryAfterMs: 0,
    returnTo,
    documentRedirect: options.documentRedirect ?? {},
  };
  const presented = await readLiveSession(parts, request);
  if (!presented) return createAuthRequest<U>(config, anonymous);
  const found = { ...anonymous, ...(await freshen(parts, presented)) };
  // Signed out while the refresh was under way: the answer must not bring the session back.
  const ended = found.setCookie !== null && (await parts.sessions.isEnded(presented.record.sid));
  return createAuthRequest<U>(config, ended ? anonymous : found);
}

async function freshen(
  { config, refresher }: OpenParts,
  presented: SealedSession,
): Promise<Pick<OpenedState, "status" | "record" | "setCookie" | "retryAfterMs">> {
  const session = refresher.present(presented) ?? presented;
  const { tokenExpiresAt, renewAt } = sessionTimes(config, session.record);
  const now = config.clock.now();
  const found = (status: OpenedState["status"], using: SealedSession, retryAfterMs = 0) => ({
    status,
    record: using.record,
    setCookie: using === presented ? null : sessionSetCookie(config, using),
    retryAfterMs,
  });

  // Without a refresh token there is nothing to renew: the session lasts as long as its token.
  const renewable = session.record.refreshToken !== null;
  if (now < renewAt || (!renewable && now < tokenExpiresAt)) return found("active", session);

  const outcome = await refresher.refresh(session);
  switch (outcome.state) {
    case "rotated":
      return found("active", outcome.session);
    case "transient":
      return found(
        config.clock.now() < tokenExpiresAt ? "degraded" : "unavailable",
        session,
        outcome.retryAfterMs,
      );
    case "dead": {
      // Whoever holds an older generation must not delete the cookie of somebody who is ahead.
      const superseded = refresher.memo.newer(presented.record) !== null;
      const setCookie = superseded ? null : sessionClearCookie(config);
      return { status: "anonymous", record: null, setCookie, retryAfterMs: 0 };
    }
  }
}

/** A form or an action cannot be replayed by a redirect: come back to the page it was on. */
function returnPath(config: Config, request: Request): string {
  const safe = request.method === "GET" || request.method === "HEAD";
  const page = safe ? request.url : request.headers.get("referer");
  if (page === null || !URL.canParse(page)) return config.paths.afterLogin;
  const url = new URL(page);
  if (!safe && !config.origins.includes(url.origin)) return config.paths.afterLogin;
  return safeReturnTo(url.pathname + url.search, config.paths.afterLogin);
}
