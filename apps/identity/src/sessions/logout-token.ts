import { randomBytes } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import type { Clock } from "../clock.ts";
import type { Keys } from "../keys.ts";

/** What a logout token says. */
export interface EndedSession {
  clientId: string;
  sub: string;
  /** The session in the application's ID tokens. */
  sid: string;
}

/** What logout tokens are signed with. */
export interface LogoutTokenParts {
  issuer: string;
  keys: Keys;
  clock: Clock;
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const LIFETIME_S = 120;

/** @returns A logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4): never a nonce, always a `jti` of its own. */
export async function signLogoutToken(
  { issuer, keys, clock }: LogoutTokenParts,
  { clientId, sub, sid }: EndedSession,
): Promise<string> {
  const { signing } = keys;
  return new SignJWT({ events: { [EVENT]: {} }, sid })
    .setProtectedHeader({ alg: "RS256", kid: signing.kid, typ: "logout+jwt" })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setSubject(sub)
    .setJti(randomBytes(18).toString("base64url"))
    .setIssuedAt(clock.seconds())
    .setExpirationTime(clock.seconds() + LIFETIME_S)
    .sign(await importJWK(signing, "RS256"));
}
