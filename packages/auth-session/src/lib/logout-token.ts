import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { CLOCK_TOLERANCE_S } from "./login-proof.ts";
import { type OidcConfig, SIGNATURE_ALGORITHMS } from "./oidc-config.ts";

/** What a valid logout token says. */
export interface LogoutOrder {
  /** Of the token: good for one time. */
  id: string;
  /** From then on the token is refused for its age, ms since the epoch. */
  validUntil: number;
  /** Whose sessions end; or which session at the provider, and with it all that began there. */
  target: { kind: "user" | "provider-session"; id: string };
}

/** A logout token that proves nothing. The message may be shown to the provider. */
export class LogoutTokenError extends Error {
  override readonly name = "LogoutTokenError";
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** Tokens are made to be delivered at once; what is older was kept by somebody. */
const MAX_AGE_S = 600;
/** Explicit typing is recommended, and providers exist that have none (section 2.4). What is typed as something else is something else. */
const TYPES = ["logout+jwt", "jwt"];

/**
 * Validation of logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6), all but the single use.
 *
 * @param config The configuration.
 * @param keys The provider's keys.
 * @returns Validates one token. Throws {@link LogoutTokenError}.
 */
export function createLogoutTokenValidator(
  config: OidcConfig,
  keys: JWTVerifyGetKey,
): (token: string) => Promise<LogoutOrder> {
  return async (token) => {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: config.issuer.id,
      audience: config.clientId,
      algorithms: SIGNATURE_ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: MAX_AGE_S,
      currentDate: new Date(config.clock.now()),
      requiredClaims: ["iat", "exp", "jti", "events"],
    }).catch((cause: unknown) => {
      const reason =
        cause instanceof errors.JOSEError ? cause.code : "the provider's keys could not be fetched";
      throw new LogoutTokenError(`The logout token was refused: ${reason}.`, { cause });
    });
    const { typ } = protectedHeader;
    if (typ !== undefined && !TYPES.includes(typ.toLowerCase().replace(/^application\//, ""))) {
      throw refused("it is a token of another type");
    }
    // An ID token would otherwise do: the nonce tells them apart, and so does the event.
    if ("nonce" in payload) throw refused("it carries a nonce");
    if (!isLogoutEvent(payload["events"])) throw refused("it is about another event");
    const { jti = "", iat = 0, exp = 0 } = payload;
    if (typeof jti !== "string" || jti === "") throw refused("it has no id");
    const validUntil = (Math.min(exp, iat + MAX_AGE_S) + CLOCK_TOLERANCE_S) * 1000;
    return { id: jti, validUntil, target: targetOf(payload) };
  };
}

/** The narrower one, when both are named (section 2.7). */
function targetOf({ sid, sub }: JWTPayload): LogoutOrder["target"] {
  if (sid !== undefined) {
    if (typeof sid !== "string" || sid === "") throw refused("its session is not named by a text");
    return { kind: "provider-session", id: sid };
  }
  if (typeof sub !== "string" || sub === "") throw refused("it names neither a session nor a person");
  return { kind: "user", id: sub };
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== "object" || events === null) return false;
  const event = (events as Record<string, unknown>)[EVENT];
  return typeof event === "object" && event !== null && !Array.isArray(event);
}

function refused(reason: string): LogoutTokenError {
  return new LogoutTokenError(`The logout token was refused: ${reason}.`);
}
