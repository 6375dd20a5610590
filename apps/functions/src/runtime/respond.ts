import type { ActionErrorBody } from "@potluck/contracts";
import { FunctionError, type FunctionErrorCode } from "./errors.ts";
import type { Outcome } from "./outcome.ts";

const STATUS: Record<FunctionErrorCode, number> = {
  FUNCTIONS_CONFIGURATION: 500,
  FUNCTIONS_PORT_BUSY: 500,
  FUNCTIONS_UNAUTHORIZED: 401,
  FUNCTIONS_BAD_REQUEST: 400,
  FUNCTIONS_API_UNREACHABLE: 503,
  FUNCTIONS_API_REFUSED: 500,
};

/** @returns The answer to an outcome: 200 with the value, or 422 with a code that the API passes on to the person. */
export function toResponse(outcome: Outcome<unknown>): Response {
  if (outcome.kind === "done") return Response.json(outcome.value);
  return failure(422, outcome.code, outcome.message);
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
  );
}

function failure(status: number, code: string, message: string): Response {
  const body: ActionErrorBody = { message, extensions: { code } };
  return Response.json(body, { status });
}
