/**
 * Why a sign-in did not happen, as the sign-in page gets it in `?error=`.
 *
 * `denied`: the person or the provider said no. `expired`: started too long ago, in another browser, or used before.
 * `invalid`: the answer did not prove what it must. `unavailable`: the provider did not answer. `refused`: the app's own
 * `onLogin` failed. `insufficient`: a recent sign-in, or another factor, was asked for, and the provider did not prove it.
 * `other-person`: that was asked of somebody who is signed in, and somebody else came back. `provider`: any other error the
 * provider reported.
 *
 * Where people type their password into a page of ours: `credentials`: no account has that address and password. `wrong-code`:
 * the second factor was wrong or too old, and the sign-in begins anew. `unverified`: the address has yet to be confirmed.
 * `rate-limited`: too many attempts.
 */
export const signInFailureCodes = [
  "denied",
  "expired",
  "invalid",
  "unavailable",
  "refused",
  "insufficient",
  "other-person",
  "provider",
  "credentials",
  "wrong-code",
  "unverified",
  "rate-limited",
] as const;

/** One of {@link signInFailureCodes}. */
export type SignInFailureCode = (typeof signInFailureCodes)[number];

/**
 * Reads the code a sign-in page was given.
 *
 * @param value The value of `?error=`.
 * @returns The code, or null for anything else.
 */
export function parseSignInFailure(value: string | null): SignInFailureCode | null {
  return signInFailureCodes.find((code) => code === value) ?? null;
}

/** A sign-in that ended without a session. */
export class SignInError extends Error {
  override readonly name = "SignInError";
  readonly code: SignInFailureCode;
  /** Where the sign-in should have led, once that is known. */
  returnTo: string | null = null;

  constructor(code: SignInFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Lets a failure remember where the sign-in should have led, so that the next attempt can go there.
 *
 * @param error What was thrown.
 * @param returnTo The path.
 * @returns The same error.
 */
export function rememberReturnTo(error: unknown, returnTo: string): unknown {
  if (error instanceof SignInError) error.returnTo = returnTo;
  return error;
}
