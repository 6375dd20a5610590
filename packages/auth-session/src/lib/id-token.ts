import { createHash } from "node:crypto";
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { CLOCK_TOLERANCE_S, missingProof, proofOf } from "./login-proof.ts";
import { type OidcConfig, SIGNATURE_ALGORITHMS } from "./oidc-config.ts";
import { SignInError } from "./sign-in-failure.ts";
import { tokenRefusal } from "./token-refusal.ts";

/** What an ID token has to prove. */
export interface IdTokenExpectation {
  nonce: string;
  /** The access token that came with it. */
  accessToken: string;
  /** `auth_time` may be at most that old, seconds. */
  maxAge?: number | undefined;
  /** Authentication context classes, one of which has to be reached. */
  acrValues?: readonly string[] | undefined;
  /** Id (`org_…`) or name of the organization that was asked for. */
  organization?: string | undefined;
}

/** Claims of a validated ID token. */
export type IdTokenClaims = JWTPayload & { sub: string };

/**
 * Validation of ID tokens (OpenID Connect Core, section 3.1.3.7).
 *
 * @param config The configuration.
 * @param keys The provider's keys.
 * @returns Validates one token. Throws {@link SignInError}: `insufficient` when it does not prove what was asked for,
 *   `unavailable` when its key can't be had, `invalid` for everything else.
 */
export function createIdTokenValidator(
  config: OidcConfig,
  keys: JWTVerifyGetKey,
): (token: string, expected: IdTokenExpectation) => Promise<IdTokenClaims> {
  const { clientId } = config;
  return async (token, expected) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer: config.issuer.id,
      audience: clientId,
      algorithms: SIGNATURE_ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(config.clock.now()),
      requiredClaims: ["sub", "exp", "iat", "nonce"],
    }).catch((cause: unknown) => {
      throw tokenRefusal("ID token", cause);
    });
    const { sub, nonce, aud, azp, iat, at_hash: accessTokenHash } = payload;
    const nowS = config.clock.now() / 1000;
    if (nonce !== expected.nonce) throw invalid("its nonce belongs to another sign-in");
    if (!sub) throw invalid("it names nobody");
    if ((azp !== undefined || (Array.isArray(aud) && aud.length > 1)) && azp !== clientId) {
      throw invalid("it was issued to another client");
    }
    if (iat === undefined || iat > nowS + CLOCK_TOLERANCE_S) throw invalid("it is from the future");
    if (accessTokenHash !== undefined && accessTokenHash !== halfHash(expected.accessToken)) {
      throw invalid("it belongs to another access token");
    }
    if (expected.organization !== undefined && !isOfOrganization(payload, expected.organization)) {
      throw invalid("it is for another organization");
    }
    const demand = { maxAgeS: expected.maxAge, acrValues: expected.acrValues };
    const missing = missingProof(proofOf(payload), demand, nowS);
    if (missing !== null) {
      const what = missing === "recent" ? "a recent proof of identity" : "the authentication asked for";
      throw new SignInError("insufficient", `The ID token lacks ${what}: the provider did not do as asked.`);
    }
    return { ...payload, sub };
  };
}

/** OpenID Connect Core, section 3.1.3.6; every algorithm we accept is one with SHA-256. */
function halfHash(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
}

/** Auth0 takes an id or a name, and names both in the token; names are compared in lower case. */
function isOfOrganization(claims: JWTPayload, asked: string): boolean {
  if (asked.startsWith("org_")) return claims["org_id"] === asked;
  const name = claims["org_name"];
  return typeof name === "string" && name.toLowerCase() === asked.toLowerCase();
}

function invalid(reason: string): SignInError {
  return new SignInError("invalid", `The ID token was refused: ${reason}.`);
}
