import type { Config } from "./config.ts";
import { readCookies } from "./cookies.ts";
import { AuthSessionError } from "./errors.ts";
import { packSession, unpackSession } from "./pack.ts";
import { seal, unseal } from "./seal.ts";
import type { SealedSession, SessionRecord } from "./session-record.ts";

/** Browsers drop cookies above 4,096 bytes; proxies in front may allow less for all headers together. */
const MAX_COOKIE_BYTES = 3800;

/**
 * @param config The configuration.
 * @param record A session.
 * @returns The session with its cookie value.
 * @throws {AuthSessionError} `SESSION_TOO_LARGE` when no browser would keep the cookie.
 */
export async function sealSession(config: Config, record: SessionRecord): Promise<SealedSession> {
  const sealed = await seal(config.ring, config.names.session, packSession(record));
  const bytes = config.names.session.length + 1 + sealed.length;
  if (bytes > MAX_COOKIE_BYTES) {
    throw new AuthSessionError(
      "SESSION_TOO_LARGE",
      `The session cookie would have ${bytes} bytes (at most ${MAX_COOKIE_BYTES}). Return less from onLogin, or put fewer claims into the access token.`,
    );
  }
  return { record, sealed, keyId: config.ring.current.id };
}

/**
 * @param config The configuration.
 * @param sealed A cookie value.
 * @returns The session in it, or null.
 */
export async function openSealed(config: Config, sealed: string): Promise<SealedSession | null> {
  const opened = await unseal(config.ring, config.names.session, sealed);
  const record = opened && unpackSession(opened.plain);
  return record ? { record, sealed, keyId: opened.keyId } : null;
}

/** Several look at one request: whose it is, whether it signs out, what its answer must not carry. */
const sessionsRead = new WeakMap<Request, { config: Config; session: Promise<SealedSession | null> }>();

/**
 * @param config The configuration.
 * @param request A request.
 * @returns The session its cookie holds, of whatever age, or null. Opened once per request.
 */
export function readSession(config: Config, request: Request): Promise<SealedSession | null> {
  const known = sessionsRead.get(request);
  if (known?.config === config) return known.session;
  const session = openCookie(config, request);
  sessionsRead.set(request, { config, session });
  return session;
}

async function openCookie(config: Config, request: Request): Promise<SealedSession | null> {
  for (const value of readCookies(request.headers.get("cookie"), config.names.session)) {
    const session = await openSealed(config, value);
    if (session) return session;
  }
  return null;
}

/**
 * @param config The configuration.
 * @param session A session.
 * @returns Its `Set-Cookie` value; the same bytes whoever asks and whenever, so that arrival order cannot matter.
 */
export function sessionSetCookie(config: Config, { record, sealed }: SealedSession): string {
  const maxAge = Math.min(config.idleS, record.createdAt + config.absoluteS - record.rotatedAt);
  return config.cookies.write(config.names.session, sealed, maxAge);
}

/**
 * @param config The configuration.
 * @returns The `Set-Cookie` value that removes the session cookie.
 */
export function sessionClearCookie(config: Config): string {
  return config.cookies.write(config.names.session, "", 0);
}

/** The moments that matter in a session's life, all in ms since the epoch. */
export interface SessionTimes {
  /** The access token is good until then. */
  tokenExpiresAt: number;
  /** From then on, the next request refreshes. */
  renewAt: number;
  /** The session itself ends. */
  endsAt: number;
}

/**
 * @param config The configuration.
 * @param record A session.
 * @returns Its moments.
 */
export function sessionTimes(config: Config, record: SessionRecord): SessionTimes {
  const endsAt = Math.min(record.createdAt + config.absoluteS, record.rotatedAt + config.idleS) * 1000;
  const tokenExpiresAt = Math.min(record.tokenExpiresAt * 1000, (record.createdAt + config.absoluteS) * 1000);
  // Short-lived tokens would always be due if the window were as long as their life.
  const aheadS = Math.min(config.aheadS, Math.max(0, record.tokenExpiresAt - record.rotatedAt) / 3);
  return { tokenExpiresAt, renewAt: tokenExpiresAt - aheadS * 1000, endsAt };
}
