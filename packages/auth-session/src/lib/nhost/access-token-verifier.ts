import { HASURA_CLAIMS_NAMESPACE, hasuraClaims } from "@potluck/contracts";
import { errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { CLOCK_TOLERANCE_S } from "../login-proof.ts";
import { createPublishedKeys } from "../published-keys.ts";
import { SignInError } from "../sign-in-failure.ts";
import { tokenRefusal } from "../token-refusal.ts";
import type { NhostConfig } from "./nhost-config.ts";

/** What a verified access token says. */
export interface VerifiedToken {
  userId: string;
  /** Seconds since the epoch. */
  issuedAt: number;
}

/** A key is either published or shared: a token signed in the one way is never checked in the other. */
const PUBLISHED = ["RS256", "RS384", "RS512"];
const SHARED = ["HS256", "HS384", "HS512"];

/**
 * Verifies the access token of a sign-in, which is all that says who signed in: signature, `iss`, `exp`, and that Hasura will
 * find its claims.
 *
 * @param config The configuration.
 * @returns Verifies one token. Throws {@link SignInError}: `unavailable` when its key can't be had, `invalid` for everything
 *   else.
 */
export function createAccessTokenVerifier(config: NhostConfig): (token: string) => Promise<VerifiedToken> {
  const { jwtKey } = config;
  const key = jwtKey && new TextEncoder().encode(jwtKey.reveal());
  const keys: JWTVerifyGetKey = key
    ? () => key
    : createPublishedKeys({
        url: () => Promise.resolve(`${config.authUrl}/.well-known/jwks.json`),
        fetch: config.fetch,
        timeoutMs: config.timeoutMs,
      });

  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer: [...config.issuers],
      algorithms: key ? SHARED : PUBLISHED,
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(config.clock.now()),
      requiredClaims: ["sub", "iat", "exp"],
    }).catch((cause: unknown) => {
      throw refused(cause, key !== null);
    });
    const { sub, iat } = payload;
    const claims = hasuraClaims.safeParse(payload[HASURA_CLAIMS_NAMESPACE]).data;
    if (!sub || iat === undefined || claims?.["x-hasura-user-id"] !== sub) {
      throw new SignInError(
        "invalid",
        `The access token does not say who it is for under ${HASURA_CLAIMS_NAMESPACE}. Leave claims_namespace as it is.`,
      );
    }
    return { userId: sub, issuedAt: iat };
  };
}

function refused(cause: unknown, isShared: boolean): SignInError {
  if (cause instanceof errors.JOSEAlgNotAllowed) {
    const hint = isShared
      ? "It is not signed with a shared key: leave jwtKey out."
      : "It is signed with a shared key: give that as jwtKey, or let Nhost sign with RS256.";
    return new SignInError("invalid", `The access token was refused. ${hint}`, { cause });
  }
  return tokenRefusal("access token", cause);
}
