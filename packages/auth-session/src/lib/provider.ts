import type { Secret } from "@potluck/contracts/secret";
import type { LoginParams } from "./login-params.ts";
import type { LoginProof } from "./login-proof.ts";
import type { LogoutOrder } from "./logout-token.ts";
import type { LoginContext } from "./options.ts";

/** Tokens of a person, as a provider gives them out. */
export interface ProviderTokens {
  accessToken: string;
  /** Lifetime of the access token, seconds. */
  expiresInS: number;
  /** Null: there is none, or none that is newer than the one it was asked with. */
  refreshToken: string | null;
}

/** A sign-in that the provider confirmed, and everything it was asked to prove. */
export interface ConfirmedSignIn extends Pick<LoginContext, "userId" | "profile" | "claims"> {
  tokens: ProviderTokens;
  proof: LoginProof;
  /** The provider's own id of the session, where it has one. */
  providerSid: string | null;
  /** Path of ours, checked. */
  returnTo: string;
  /** Whether it was asked for to prove something of the person who is signed in already. */
  isStepUp: boolean;
}

/** How people sign in. */
export interface SignInFlow {
  /**
   * Answers the login path.
   *
   * @returns The sign-in, when the request itself brought everything; otherwise what the browser has to do next.
   * @throws {SignInError}
   */
  start(request: Request, params: LoginParams): Promise<ConfirmedSignIn | Response>;
  /**
   * Answers the callback path.
   *
   * @returns The sign-in; null when there is nothing to come back from.
   * @throws {SignInError}
   */
  finish(request: Request): Promise<ConfirmedSignIn | null>;
  /** @returns `Set-Cookie` values that forget the attempt a request has ended, whatever came of it. */
  forget(request: Request): string[];
}

/** What a sign-out tells the provider. */
export interface ProviderSignOut {
  /** Full URL of ours to come back to. */
  afterwards: string;
  /** The provider's id of the session, where it is known. */
  providerSid: string | null;
  /** Also ends the session at the provider behind the provider, where that is supported. */
  federated: boolean;
}

/**
 * An identity provider: all that sessions need of one. Everything that makes a session safe (one exchange however many ask,
 * what is remembered and shared, tombstones, cookies, sockets) is on the other side of this interface, the same for all.
 */
export interface Provider {
  readonly signIn: SignInFlow;
  /** What its tokens are good for. Processes tell exchanges apart by it. */
  readonly grant: readonly string[];
  /** Secrets shared with it, by name: no response may carry them. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /**
   * Exchanges a refresh token, in one attempt.
   *
   * @throws {ProviderError} `terminal` when the person has to sign in again, `transient` for everything else.
   */
  refresh(refreshToken: string): Promise<ProviderTokens>;
  /** Makes a refresh token worthless, best effort. @returns Whether the provider confirmed. */
  revoke(refreshToken: string): Promise<boolean>;
  /** @returns Where the browser goes to be signed out there; `afterwards` itself when there is nothing to do. */
  signOutUrl(what: ProviderSignOut): Promise<string>;
  /** Validates a logout token, all but its single use; null when the provider sends none. @throws {LogoutTokenError} */
  readonly readLogoutToken: ((token: string) => Promise<LogoutOrder>) | null;
}
