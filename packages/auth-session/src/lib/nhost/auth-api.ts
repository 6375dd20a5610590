import { z } from "zod";
import { ProviderError } from "../provider-error.ts";
import { askProvider, errorCode, type ProviderAnswer, refusal, unreadable } from "../provider-request.ts";
import { SignInError, type SignInFailureCode } from "../sign-in-failure.ts";
import type { NhostConfig } from "./nhost-config.ts";

/*
 * hasura-auth's public API (its OpenAPI document: /signin/email-password, /signin/mfa/totp, /token, /signout). Errors are
 * { status, error, message }; with AUTH_CONCEAL_ERRORS those that tell of an account become 400 invalid-request. A rate limit
 * is 429 without a body.
 */
const user = z.looseObject({ id: z.string() });
const session = z.object({
  accessToken: z.string().min(1),
  accessTokenExpiresIn: z.number().positive(),
  refreshToken: z.string().min(1),
  user: user.nullish(),
});
const signInAnswer = z.object({
  session: session.nullish(),
  mfa: z.object({ ticket: z.string().min(1) }).nullish(),
});

/** A session, as the auth service gives it out. */
export type NhostSession = z.infer<typeof session>;

/** Where the second factor is asked for: the ticket is good for five minutes and one attempt. */
export interface MfaChallenge {
  ticket: string;
}

/** Nhost's auth service, as this server sees it. */
export interface NhostAuthApi {
  /** @param address The browser's, if known. @throws {SignInError} */
  signIn(email: string, password: string, address: string | null): Promise<NhostSession | MfaChallenge>;
  /** The second factor of a sign-in. @throws {SignInError} */
  verifyTotp(ticket: string, code: string, address: string | null): Promise<NhostSession>;
  /** One attempt. @throws {ProviderError} */
  refresh(refreshToken: string): Promise<NhostSession>;
  /** Best effort. @returns Whether it confirmed. */
  signOut(refreshToken: string): Promise<boolean>;
}

/**
 * Codes after which a person has to sign in again. An unknown token is one that was used, revoked or has expired: the service
 * does not tell them apart. We send nothing that could be malformed, so `invalid-request` is one of the others, concealed.
 */
const SIGN_IN_AGAIN = new Set([
  "invalid-refresh-token",
  "invalid-request",
  "invalid-email-password",
  "disabled-user",
  "unverified-user",
  "forbidden-anonymous",
]);

const REFUSALS: Readonly<Record<string, SignInFailureCode>> = {
  "invalid-email-password": "credentials",
  "unverified-user": "unverified",
  "disabled-user": "denied",
  "forbidden-anonymous": "denied",
  "invalid-ticket": "wrong-code",
  "invalid-totp": "wrong-code",
};

const SIGN_OUT_TIMEOUT_MS = 2000;

/**
 * @param config The configuration.
 * @returns The client.
 */
export function createNhostAuthApi(config: NhostConfig): NhostAuthApi {
  function post(
    path: string,
    body: object,
    { address = null, timeoutMs = config.timeoutMs }: { address?: string | null; timeoutMs?: number } = {},
  ): Promise<ProviderAnswer> {
    const headers = new Headers({ accept: "application/json", "content-type": "application/json" });
    if (address !== null) headers.set("x-forwarded-for", address);
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return askProvider(config.fetch, config.authUrl + path, init, timeoutMs);
  }

  /** @param typed What to say of a request that the service finds malformed: only what was typed can be. */
  async function signInStep(
    path: string,
    body: object,
    address: string | null,
    typed: SignInFailureCode,
  ): Promise<z.infer<typeof signInAnswer>> {
    const answer = await post(path, body, { address }).catch((cause: unknown) => {
      if (!(cause instanceof ProviderError)) throw cause;
      throw new SignInError("unavailable", cause.message, { cause });
    });
    if (!answer.ok) throw signInRefusal(answer, typed);
    const { data } = signInAnswer.safeParse(answer.body);
    if (!data) throw new SignInError("invalid", "The auth service's answer is not one to a sign-in.");
    return data;
  }

  return {
    async signIn(email, password, address) {
      const answer = await signInStep("/signin/email-password", { email, password }, address, "credentials");
      const result = answer.session ?? answer.mfa;
      if (!result) throw new SignInError("invalid", "The auth service gave neither a session nor a ticket.");
      return result;
    },
    async verifyTotp(ticket, code, address) {
      const answer = await signInStep("/signin/mfa/totp", { ticket, otp: code }, address, "wrong-code");
      if (!answer.session) throw new SignInError("invalid", "The auth service gave no session.");
      return answer.session;
    },
    async refresh(refreshToken) {
      const answer = await post("/token", { refreshToken });
      if (!answer.ok) throw refusal(answer, SIGN_IN_AGAIN);
      const { data } = session.safeParse(answer.body);
      if (!data) throw unreadable();
      return data;
    },
    async signOut(refreshToken) {
      try {
        return (await post("/signout", { refreshToken }, { timeoutMs: SIGN_OUT_TIMEOUT_MS })).ok;
      } catch {
        return false;
      }
    },
  };
}

function signInRefusal(answer: ProviderAnswer, typed: SignInFailureCode): SignInError {
  const { reason } = refusal(answer, SIGN_IN_AGAIN);
  const known = REFUSALS[errorCode(answer) ?? ""];
  const message = `The auth service refused: ${reason}.`;
  if (answer.status === 429) return new SignInError("rate-limited", message);
  if (answer.status >= 500) return new SignInError("unavailable", message);
  return new SignInError(known ?? (answer.status === 400 ? typed : "provider"), message);
}
