import type { ActionErrorBody } from "@potluck/contracts";
import { FunctionError, type FunctionErrorCode } from "./errors.ts";
import type { ActionOutcome, DeliveryOutcome } from "./outcome.ts";

const STATUS: Record<FunctionErrorCode, number> = {
  FUNCTIONS_CONFIGURATION: 500,
  FUNCTIONS_PORT_BUSY: 500,
  FUNCTIONS_UNAUTHORIZED: 401,
  FUNCTIONS_BAD_REQUEST: 400,
  FUNCTIONS_BODY_TOO_LARGE: 413,
  FUNCTIONS_API_UNREACHABLE: 503,
  FUNCTIONS_API_REFUSED: 500,
  FUNCTIONS_PARTNER_REFUSED: 500,
  FUNCTIONS_GAVE_UP: 500,
};

/**
 * Seconds after which a caller may try again when the API does not answer. With this header Hasura delivers an event again
 * whatever its trigger's number of retries, so that an outage of any length loses none.
 */
const API_RETRY_SECONDS = 5;

/** Answers an action: 200 with the value, or 422 with a code that the API passes on to the person. */
export function toActionResponse(outcome: ActionOutcome<unknown>): Response {
  if (outcome.kind === "done") return Response.json(outcome.value);
  return failure(422, outcome.code, outcome.message);
}

/** Answers a delivery: 200 ends it, 503 with `Retry-After` asks for another one. The body is for the caller's log. */
export function toDeliveryResponse(outcome: DeliveryOutcome): Response {
  switch (outcome.kind) {
    case "done":
      return Response.json({ outcome: "done", detail: outcome.value });
    case "give-up":
      return Response.json({ outcome: "gave-up", detail: outcome.reason });
    case "retry-later":
      return failure(503, "retry-later", outcome.reason, outcome.afterSeconds);
  }
}

/** The one place where a thrown error becomes an answer; what was not expected says nothing about itself. */
export function toErrorResponse(error: unknown): Response {
  if (!(error instanceof FunctionError))
    return failure(500, "unexpected", "Something went wrong on our side; try again.");
  const code = error.code.replace("FUNCTIONS_", "").replaceAll("_", "-").toLowerCase();
  const status = STATUS[error.code];
  return failure(
    status,
    code,
    status < 500 ? error.message : "This cannot be done right now; try again in a moment.",
    status === 503 ? API_RETRY_SECONDS : undefined,
  );
}

function failure(status: number, code: string, message: string, retryAfterSeconds?: number): Response {
  const body: ActionErrorBody = { message, extensions: { code } };
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
  return Response.json(body, { status, headers });
}
