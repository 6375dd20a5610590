import type { AuthRequest } from "./auth-request.ts";
import type { Config } from "./config.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createAuthRequest, type OpenedState } from "./opened-request.ts";
import type { Refresher } from "./refresher.ts";
import { safeReturnTo } from "./return-to.ts";
import { readSession, sessionClearCookie, sessionSetCookie, sessionTimes } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import { isTombstoned } from "./tombstone.ts";

const STORE_RETRY_MS = 2000;

/** What opening needs. */
export interface OpenParts {
  config: Config;
  refresher: Refresher;
  ended: EndedSessions;
}

/** Refinements of `open`. */
export interface OpenOptions {
  /** Path to come back to after signing in; default is the request's own. */
  returnTo?: string;
  /** Headers for redirects that end at the provider, where a framework has to be told to load a document. */
  documentRedirect?: Readonly<Record<string, string>>;
}

/** What a request brings. `unknown`: a session that may have been ended, which the store cannot tell now. */
export type PresentedSession =
  | { state: "none" }
  | { state: "live"; session: SealedSession }
  | { state: "unknown" };

/**
 * The session a request brings, if it is alive: opened by a key of ours, within its lifetimes, not signed out.
 *
 * @param parts Configuration and stores.
 * @param request The request.
 * @returns The session, of the generation presented.
 */
export async function readLiveSession(
  { config, ended }: OpenParts,
  request: Request,
): Promise<PresentedSession> {
  const session = await readSession(config, request);
  if (!session || config.clock.now() >= sessionTimes(config, session.record).endsAt) return { state: "none" };
  if (await isTombstoned(config, request, session.record.sid)) return { state: "none" };
  switch (await ended.check(session.record)) {
    case "live":
      return { state: "live", session };
    case "ended":
      return { state: "none" };
    case "unknown":
      return { state: "unknown" };
  }
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
  const nobody = (status: "anonymous" | "unavailable"): OpenedState => ({
    status,
    record: null,
    setCookie: null,
    retryAfterMs: STORE_RETRY_MS,
    returnTo,
    documentRedirect: options.documentRedirect ?? {},
  });
  const state = await findOut();
  return createAuthRequest<U>(config, state);

  async function findOut(): Promise<OpenedState> {
    const presented = await readLiveSession(parts, request);
    if (presented.state === "none") return nobody("anonymous");
    if (presented.state === "unknown") return nobody("unavailable");
    const found = { ...nobody("anonymous"), ...(await freshen(parts, presented.session)) };
    if (found.setCookie === null) return found;
    // Signed out while the refresh was under way: the answer must not bring the session back, nor touch the cookie of the
    // next one.
    const liveness = await parts.ended.check(presented.session.record);
    if (liveness === "ended") return nobody("anonymous");
    return liveness === "unknown" && found.status !== "anonymous" ? nobody("unavailable") : found;
  }
}

async function freshen(
  { config, refresher }: OpenParts,
  presented: SealedSession,
): Promise<Pick<OpenedState, "status" | "record" | "setCookie" | "retryAfterMs">> {
  const session = refresher.present(presented) ?? presented;
  const { renewAt } = sessionTimes(config, session.record);
  const isValid = ({ record }: SealedSession) =>
    config.clock.now() < sessionTimes(config, record).tokenExpiresAt;
  const found = (status: OpenedState["status"], using: SealedSession, retryAfterMs = 0) => ({
    status,
    record: using.record,
    setCookie: using === presented ? null : sessionSetCookie(config, using),
    retryAfterMs,
  });

  // Without a refresh token there is nothing to renew: the session lasts as long as its token.
  const renewable = session.record.refreshToken !== null;
  if (config.clock.now() < renewAt || (!renewable && isValid(session))) return found("active", session);

  const outcome = await refresher.refresh(session);
  switch (outcome.state) {
    case "rotated":
      return found("active", outcome.session);
    case "transient":
      return found(
        isValid(outcome.newest) ? "degraded" : "unavailable",
        outcome.newest,
        outcome.retryAfterMs,
      );
    case "dead": {
      // Whoever holds an older generation must not delete the cookie of somebody who is ahead.
      const newer = refresher.memo.newer(presented.record);
      const superseded = newer !== null && !refresher.memo.isBuried(newer.record);
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
