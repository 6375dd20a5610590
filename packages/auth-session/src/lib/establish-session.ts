import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import type { Config } from "./config.ts";
import type { IdTokenClaims } from "./id-token.ts";
import { tokenExpiry, unverifiedClaims } from "./jwt-claims.ts";
import { proofOf } from "./login-proof.ts";
import type { LoginContext } from "./options.ts";
import type { ProviderSignIn } from "./provider-strategy.ts";
import { sealSession } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import { SignInError } from "./sign-in-failure.ts";

const ON_LOGIN_TIMEOUT_MS = 10_000;

/**
 * Makes the session of a confirmed sign-in. Its id is new, whatever the browser held before.
 *
 * @param config The configuration.
 * @param signIn What the provider confirmed.
 * @param onLogin The app's hook.
 * @returns The session.
 * @throws {SignInError} `invalid` when the access token is of no use, `refused` when the hook fails.
 * @throws {AuthSessionError} `SESSION_TOO_LARGE`.
 */
export async function establishSession<U>(
  config: Config,
  { tokens, idToken }: ProviderSignIn,
  onLogin: (context: LoginContext) => Promise<U>,
): Promise<SealedSession> {
  const accessToken = tokens.accessToken();
  checkAccessToken(config, accessToken, idToken.sub);
  const nowMs = config.clock.now();
  const nowS = Math.floor(nowMs / 1000);
  const user = await onLogin(loginContext(idToken, accessToken)).catch((cause: unknown) => {
    throw new SignInError("refused", "onLogin failed.", { cause });
  });
  return sealSession(config, {
    sid: randomBytes(16).toString("base64url"),
    userId: idToken.sub,
    generation: 0,
    // Exactly: everything of a person that is signed out everywhere began before that moment, and this may be the next.
    createdAt: nowMs / 1000,
    rotatedAt: nowS,
    accessToken,
    tokenExpiresAt: tokenExpiry(accessToken, tokens.accessTokenExpiresInSeconds(), nowS),
    refreshToken: tokens.hasRefreshToken() ? tokens.refreshToken() : null,
    providerSid: text(idToken["sid"]) ?? null,
    ...proofOf(idToken),
    user,
  });
}

/** The API would refuse such a token on every page: better to say so once, at sign-in. */
function checkAccessToken({ audience }: Config, token: string, userId: string): void {
  const claims = unverifiedClaims(token);
  if (!claims) return;
  if (audience !== null && ![claims["aud"]].flat().includes(audience)) {
    throw new SignInError(
      "invalid",
      `The access token is not for the audience ${audience}. Check the API in the tenant.`,
    );
  }
  if (claims["sub"] !== undefined && claims["sub"] !== userId)
    throw new SignInError("invalid", "Access token and ID token name different people.");
}

function loginContext(idToken: IdTokenClaims, accessToken: string): LoginContext {
  return {
    userId: idToken.sub,
    profile: {
      name: text(idToken["name"]),
      nickname: text(idToken["nickname"]),
      email: text(idToken["email"]),
      emailVerified: idToken["email_verified"] === true,
      picture: text(idToken["picture"]),
    },
    idTokenClaims: idToken,
    accessToken: new Secret(accessToken),
    signal: AbortSignal.timeout(ON_LOGIN_TIMEOUT_MS),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
