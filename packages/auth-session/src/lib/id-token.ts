import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import type { Config } from "./config.ts";
import { SignInError } from "./sign-in-failure.ts";

/** What an ID token has to prove. */
export interface IdTokenExpectation {
  nonce: string;
  /** `auth_time` may be at most that old, seconds. */
  maxAge?: number;
  organization?: string;
}

/** Claims of a validated ID token. */
export type IdTokenClaims = JWTPayload & { sub: string };

/** Clocks of provider and app may differ by that much. */
const TOLERANCE_S = 60;
/** Signatures only a provider can make: `none` and shared-secret algorithms are out. */
const ALGORITHMS = ["RS256", "PS256", "ES256"];

/**
 * Validation of ID tokens (OpenID Connect Core, section 3.1.3.7).
 *
 * @param config The configuration.
 * @param clientId Our client id: the audience.
 * @returns Validates one token. Throws {@link SignInError} `invalid`, or `unavailable` when the keys can't be fetched.
 */
export function createIdTokenValidator(
  config: Config,
  clientId: string,
): (token: string, expected: IdTokenExpectation) => Promise<IdTokenClaims> {
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(config.endpoints.jwks), {
    timeoutDuration: config.timeoutMs,
    [customFetch]: (url, init) => config.fetch(url, init),
  });

  return async (token, expected) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer: config.endpoints.issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_S,
      currentDate: new Date(config.clock.now()),
      requiredClaims: ["sub", "exp", "iat", "nonce"],
    }).catch((cause: unknown) => {
      throw asSignInError(cause);
    });
    const { sub, nonce, aud, azp, auth_time: authTime, org_id: organization } = payload;
    if (nonce !== expected.nonce) throw invalid("its nonce belongs to another sign-in");
    if (!sub) throw invalid("it names nobody");
    if ((azp !== undefined || (Array.isArray(aud) && aud.length > 1)) && azp !== clientId) {
      throw invalid("it was issued to another client");
    }
    if (expected.maxAge !== undefined) {
      const oldest = config.clock.now() / 1000 - expected.maxAge - TOLERANCE_S;
      if (typeof authTime !== "number" || authTime < oldest)
        throw invalid("the proof of identity is not recent");
    }
    // An organization may be asked for by id or by name; only the id is comparable.
    if (expected.organization?.startsWith("org_") && organization !== expected.organization) {
      throw invalid("it is for another organization");
    }
    return { ...payload, sub };
  };
}

function invalid(reason: string, cause?: unknown): SignInError {
  return new SignInError("invalid", `The ID token was refused: ${reason}.`, { cause });
}

function asSignInError(cause: unknown): SignInError {
  if (!(cause instanceof errors.JOSEError)) {
    return new SignInError("unavailable", "The provider's signing keys could not be fetched.", { cause });
  }
  return cause instanceof errors.JWKSTimeout || cause.code === "ERR_JOSE_GENERIC"
    ? new SignInError("unavailable", "The provider's signing keys could not be fetched.", { cause })
    : invalid(cause.code, cause);
}
