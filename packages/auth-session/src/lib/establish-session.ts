import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import type { Config } from "./config.ts";
import { tokenExpiry } from "./jwt-claims.ts";
import type { LoginContext } from "./options.ts";
import type { ConfirmedSignIn } from "./provider.ts";
import { sealSession } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import { SignInError } from "./sign-in-failure.ts";

const ON_LOGIN_TIMEOUT_MS = 10_000;

/**
 * Makes the session of a confirmed sign-in. Its id is new, whatever the browser held before.
 *
 * @param config The configuration.
 * @param signIn What the provider confirmed, and what it was asked to prove.
 * @param onLogin The app's hook.
 * @returns The session.
 * @throws {SignInError} `refused` when the hook fails.
 * @throws {AuthSessionError} `SESSION_TOO_LARGE`.
 */
export async function establishSession<U>(
  config: Config,
  signIn: ConfirmedSignIn,
  onLogin: (context: LoginContext) => Promise<U>,
): Promise<SealedSession> {
  const { accessToken, expiresInS, refreshToken } = signIn.tokens;
  const nowMs = config.clock.now();
  const nowS = Math.floor(nowMs / 1000);
  const user = await onLogin(loginContext(signIn)).catch((cause: unknown) => {
    throw new SignInError("refused", "onLogin failed.", { cause });
  });
  return sealSession(config, {
    sid: randomBytes(16).toString("base64url"),
    userId: signIn.userId,
    generation: 0,
    // Exactly: everything of a person that is signed out everywhere began before that moment, and this may be the next.
    createdAt: nowMs / 1000,
    rotatedAt: nowS,
    accessToken,
    tokenExpiresAt: tokenExpiry(accessToken, expiresInS, nowS),
    refreshToken,
    providerSid: signIn.providerSid,
    ...signIn.proof,
    user,
  });
}

function loginContext({ userId, profile, claims, tokens }: ConfirmedSignIn): LoginContext {
  return {
    userId,
    profile,
    claims,
    accessToken: new Secret(tokens.accessToken),
    signal: AbortSignal.timeout(ON_LOGIN_TIMEOUT_MS),
  };
}
