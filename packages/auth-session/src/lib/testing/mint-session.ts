import { randomBytes } from "node:crypto";
import { resolveConfig } from "../config.ts";
import { tokenExpiry } from "../jwt-claims.ts";
import type { SessionOptions } from "../options.ts";
import { sealSession, sessionSetCookie } from "../session-cookie.ts";

/** The options a minted cookie has to share with the session that will open it. */
export type MintSecrets = Pick<
  SessionOptions<unknown>,
  "keys" | "appOrigin" | "cookieName" | "lifetime" | "clock"
>;

/** Content of a minted session. */
export interface MintOptions<U> {
  userId: string;
  user: U;
  accessToken: string;
  refreshToken?: string | null;
  /** Seconds the access token lasts from now; default 900, at most its own `exp`. */
  expiresInS?: number;
  generation?: number;
  providerSid?: string | null;
}

/** A signed-in browser without a sign-in. */
export interface MintedSession {
  /** Name of the cookie. */
  name: string;
  /** Value of the cookie. */
  value: string;
  /** `Cookie` header. */
  cookie: string;
  /** `Set-Cookie` header. */
  setCookie: string;
}

/**
 * Makes the cookie of a session that never went through the provider.
 *
 * @param secrets Keys, origin and names of the session under test.
 * @param options Who, and with which tokens.
 * @returns The cookie.
 */
export async function mintSession<U>(secrets: MintSecrets, options: MintOptions<U>): Promise<MintedSession> {
  const config = resolveConfig(secrets);
  const nowS = Math.floor(config.clock.now() / 1000);
  const session = await sealSession(config, {
    sid: randomBytes(16).toString("base64url"),
    userId: options.userId,
    generation: options.generation ?? 0,
    createdAt: config.clock.now() / 1000,
    rotatedAt: nowS,
    accessToken: options.accessToken,
    tokenExpiresAt: tokenExpiry(options.accessToken, options.expiresInS ?? 900, nowS),
    refreshToken: options.refreshToken ?? null,
    providerSid: options.providerSid ?? null,
    authTime: nowS,
    user: options.user,
  });
  const name = config.names.session;
  const value = session.sealed;
  return { name, value, cookie: `${name}=${value}`, setCookie: sessionSetCookie(config, session) };
}
