/** Why a function could not do its work. Codes are stable. */
export type FunctionErrorCode =
  | "FUNCTIONS_CONFIGURATION"
  | "FUNCTIONS_PORT_BUSY"
  | "FUNCTIONS_UNAUTHORIZED"
  | "FUNCTIONS_BAD_REQUEST"
  | "FUNCTIONS_BODY_TOO_LARGE"
  | "FUNCTIONS_API_UNREACHABLE"
  | "FUNCTIONS_API_REFUSED"
  | "FUNCTIONS_PARTNER_REFUSED"
  | "FUNCTIONS_GAVE_UP";

/** A failure that is not an answer to the caller's question. */
export class FunctionError extends Error {
  readonly code: FunctionErrorCode;

  constructor(code: FunctionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FunctionError";
    this.code = code;
  }
}

/** @returns An error for a request that does not fit the function it was sent to. */
export function badRequest(detail: string): FunctionError {
  return new FunctionError("FUNCTIONS_BAD_REQUEST", `The request does not fit the function. ${detail}`);
}
