/** Stable codes of the errors this package throws. */
export type AuthSessionErrorCode =
  | "SESSION_CONFIG"
  | "SESSION_INSECURE_ISSUER"
  | "SESSION_ANONYMOUS"
  | "SESSION_TOO_LARGE"
  | "SESSION_CONTEXT_MISSING"
  | "SESSION_LEAK"
  | "SESSION_STORE_UNAVAILABLE"
  | "SESSION_STORE_MIGRATION";

/** Base of every error this package throws for a mistake in code or configuration. */
export class AuthSessionError extends Error {
  override readonly name = "AuthSessionError";
  /** What went wrong, stable across releases. */
  readonly code: AuthSessionErrorCode;

  constructor(code: AuthSessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
