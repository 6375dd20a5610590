import { AuthenticationError } from "../auth/authentication-error.ts";
import { GraphQLRequestError } from "../errors.ts";

/** What this server could not expect; the log tells more. */
const UNEXPECTED = new GraphQLRequestError("unexpected", "internal server error");

/** Codes whose status outside of the GraphQL endpoint is not 400. */
const STATUSES: Readonly<Record<string, number>> = {
  "not-found": 404,
  "method-not-allowed": 405,
  "payload-too-large": 413,
  unexpected: 500,
};

/** An error that has the form of a response already. */
export interface ErrorResponse {
  status: number;
  body: string;
}

/** Turns whatever was thrown into what the client may see; anything unexpected is logged. */
export function toRequestError(error: unknown, log: (line: string) => void): GraphQLRequestError {
  if (error instanceof GraphQLRequestError) {
    if (error instanceof AuthenticationError && error.status === 500) log(describe(error.cause));
    return error;
  }
  log(describe(error));
  return UNEXPECTED;
}

/**
 * The body of a failed GraphQL request; its status is always 200.
 *
 * @param isAdministrator whether `internal` may be shown.
 */
export function graphqlErrorBody(error: GraphQLRequestError, isAdministrator: boolean): string {
  return JSON.stringify({ errors: [error.toGraphQL(isAdministrator)] });
}

/** The payload of an `error` message over a websocket. */
export function socketErrorPayload(error: GraphQLRequestError): string {
  return JSON.stringify([error.toGraphQL(false)]);
}

/** The response of every other endpoint. */
export function plainErrorResponse(error: GraphQLRequestError): ErrorResponse {
  const status = error instanceof AuthenticationError ? error.status : (STATUSES[error.code] ?? 400);
  return {
    status,
    body: JSON.stringify({ error: error.message, path: error.path, code: error.code }),
  };
}

/** How a websocket is closed when its credentials are refused: code and reason (at most 123 bytes, RFC 6455). */
export function socketCloseFor(error: GraphQLRequestError): { code: number; reason: string } {
  const temporary = error instanceof AuthenticationError && error.status === 500;
  const bytes = Buffer.from(error.message).subarray(0, 123);
  // 4403: Forbidden (graphql-transport-ws); 1013: try again later.
  return { code: temporary ? 1013 : 4403, reason: new TextDecoder().decode(bytes).replace(/\uFFFD+$/, "") };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
