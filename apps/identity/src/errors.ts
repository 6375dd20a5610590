/** Why the identity stand-in cannot run. Codes are stable. */
export type IdentityErrorCode = "IDENTITY_CONFIGURATION" | "IDENTITY_PORT_BUSY" | "IDENTITY_DATA_UNREADABLE";

/** A failure of the identity stand-in that the person who started it can mend; the message says how. */
export class IdentityError extends Error {
  readonly code: IdentityErrorCode;

  constructor(code: IdentityErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IdentityError";
    this.code = code;
  }
}
