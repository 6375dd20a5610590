/** Stable codes in `extensions.code` of errors the gateway itself answers. */
export type GatewayErrorCode =
  | "unauthenticated"
  | "session-unavailable"
  | "user-changed"
  | "forbidden-origin"
  | "bad-request"
  | "payload-too-large"
  | "too-many-operations"
  | "upstream-unavailable"
  | "upstream-timeout"
  | "reopen";

/** One GraphQL error as clients know it (GraphQL over HTTP, section 6.4). */
export interface GatewayError {
  message: string;
  extensions: { code: GatewayErrorCode };
}

/**
 * @param code Stable code.
 * @param message What happened and what to do.
 * @returns The error.
 */
export function gatewayError(code: GatewayErrorCode, message: string): GatewayError {
  return { message, extensions: { code } };
}

/**
 * @param status HTTP status.
 * @param error The error.
 * @param headers Further headers.
 * @returns A GraphQL-shaped response that nobody may cache.
 */
export function errorResponse(
  status: number,
  error: GatewayError,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ errors: [error] }, { status, headers: { "cache-control": "no-store", ...headers } });
}
