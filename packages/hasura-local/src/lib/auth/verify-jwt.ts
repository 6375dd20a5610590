import { createSecretKey } from "node:crypto";
import { errors, importSPKI, importX509, jwtVerify } from "jose";
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from "jose";
import { AuthenticationError } from "./authentication-error.ts";
import type { JwtConfig } from "./jwt-config.ts";
import { createRemoteKeys } from "./remote-keys.ts";

/** Checks a token's signature, times, audience and issuer. @throws AuthenticationError with Hasura's wording. */
export type JwtVerifier = (token: string) => Promise<JWTPayload>;

/** `none` and, for keys that anybody may fetch, the symmetric algorithms are never accepted. */
const ASYMMETRIC = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** @returns a verifier for one JWT configuration; keys are imported or fetched at first use. */
export function createJwtVerifier(config: JwtConfig): JwtVerifier {
  const keys = config.jwk_url === undefined ? createLocalKey(config) : createRemoteKeys(config.jwk_url);
  const options: JWTVerifyOptions = {
    algorithms: config.type === undefined ? ASYMMETRIC : [joseName(config.type)],
    clockTolerance: config.allowed_skew,
  };
  return async (token) => {
    try {
      const payload = await verifyWithAny(token, keys, options);
      checkClaims(payload, config);
      return payload;
    } catch (error) {
      throw explain(error, token);
    }
  };
}

/**
 * What Hasura's JOSE library checks besides signature, `exp` and `nbf`. It looks only at claims that are there: a token without
 * `iss` or `aud` passes whatever is configured. `iat` must not be in the future, beyond the allowed skew.
 */
function checkClaims(payload: JWTPayload, config: JwtConfig): void {
  const { iat, iss, aud } = payload;
  if (iat !== undefined && iat > Date.now() / 1000 + config.allowed_skew) throw refused("iat", payload);
  if (iss !== undefined && config.issuer !== undefined && iss !== config.issuer)
    throw refused("iss", payload);
  const accepted = config.audience === undefined ? undefined : [config.audience].flat();
  if (aud !== undefined && accepted && ![aud].flat().some((audience) => accepted.includes(audience)))
    throw refused("aud", payload);
}

function refused(claim: string, payload: JWTPayload): errors.JWTClaimValidationFailed {
  return new errors.JWTClaimValidationFailed(`unexpected "${claim}"`, payload, claim, "check_failed");
}

async function verifyWithAny(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    // A token without a key id, and several keys that could have signed it.
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (inner) {
        if (!(inner instanceof errors.JWSSignatureVerificationFailed)) throw inner;
      }
    }
    throw new errors.JWSSignatureVerificationFailed(undefined, { cause: error });
  }
}

function createLocalKey(config: JwtConfig): JWTVerifyGetKey {
  const text = config.key?.reveal() ?? "";
  const type = config.type ?? "HS256";
  if (type.startsWith("HS")) {
    const key = createSecretKey(Buffer.from(text));
    return () => key;
  }
  const load = text.includes("BEGIN CERTIFICATE") ? importX509 : importSPKI;
  let key: ReturnType<typeof importSPKI> | undefined;
  return () => (key ??= load(text, joseName(type)));
}

function joseName(type: string): string {
  return type === "Ed25519" ? "EdDSA" : type;
}

function explain(error: unknown, token: string): AuthenticationError {
  const reason = reasonOf(error, token);
  if (reason === undefined) {
    return new AuthenticationError(500, "unexpected", "Could not get the keys that verify JWTs", error);
  }
  return new AuthenticationError(400, "invalid-jwt", `Could not verify JWT: ${reason}`, error);
}

/** Hasura shows the name that its JOSE library gives an error. */
function reasonOf(error: unknown, token: string): string | undefined {
  if (error instanceof errors.JWTExpired) return "JWTExpired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    const reasons: Record<string, string> = {
      aud: "JWTNotInAudience",
      iss: "JWTNotInIssuer",
      nbf: "JWTNotYetValid",
      iat: "JWTIssuedAtFuture",
    };
    return reasons[error.claim] ?? "JWTClaimsSetDecodeError";
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    const parts = token.split(".").length;
    return parts === 3
      ? "JWSError (JSONDecodeError)"
      : `JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got ${parts})`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return "JWSError AlgorithmNotSupported";
  }
  const unverified =
    error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;
  return unverified ? "JWSError JWSInvalidSignature" : undefined;
}
