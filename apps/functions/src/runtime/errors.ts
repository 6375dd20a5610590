/** Why a function could not do its work. Codes are stable. */
export type FunctionErrorCode =
  | "FUNCTIONS_CONFIGURATION"
  | "FUNCTIONS_PORT_BUSY"
  | "FUNCTIONS_UNAUTHORIZED"
  | "FUNCTIONS_BAD_REQUEST"
  | "FUNCTIONS_API_UNREACHABLE"
  | "FUNCTIONS_API_REFUSED";

/** A failure that is not an answer to the caller's question. */
export class FunctionError extends Error {
  readonly code: FunctionErrorCode;

  constructor(code: FunctionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FunctionError";
    this.code = code;
  }
}
