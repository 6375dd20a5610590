import { DatabaseError } from "pg";
import { GraphQLRequestError } from "../errors.ts";
import { CHECK_VIOLATION } from "../sql/check.ts";

const constraintPrefixes: Record<string, string> = {
  "23001": "Restrict violation. ",
  "23502": "Not-NULL violation. ",
  "23503": "Foreign key violation. ",
  "23505": "Uniqueness violation. ",
  "23P01": "Exclusion violation. ",
};

/**
 * What the client sees of a database error: Hasura's code and wording for errors of data and constraints, and nothing
 * but "database query error" for everything else.
 *
 * @param path where in the request the statement came from.
 */
export function fromPostgres(error: unknown, path = "$"): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const state = error.code ?? "";
  const { message } = error;
  const at = { path, cause: error };
  if (state === "42704" && message.includes(CHECK_VIOLATION)) {
    return new GraphQLRequestError(
      "permission-error",
      "check constraint of an insert/update permission has failed",
      { path, cause: error },
    );
  }
  const prefix = constraintPrefixes[state];
  if (prefix !== undefined) return new GraphQLRequestError("constraint-violation", prefix + message, at);
  if (state === "23514")
    return new GraphQLRequestError("permission-error", `Check constraint violation. ${message}`, at);
  if (state === "22025") return new GraphQLRequestError("bad-request", message, at);
  if (state.startsWith("22")) return new GraphQLRequestError("data-exception", message, at);
  if (state === "42704" || state === "42P10") return new GraphQLRequestError("constraint-error", message, at);
  if (state === "40001") return new GraphQLRequestError("concurrent-update", message, at);
  return new GraphQLRequestError("unexpected", "database query error", { ...at, internal: internal(error) });
}

/** For administrators: no statement and no values of others are in it. */
function internal(error: DatabaseError): unknown {
  return {
    error: {
      exec_status: "FatalError",
      hint: error.hint ?? null,
      message: error.message,
      status_code: error.code ?? null,
      description: error.detail ?? null,
    },
  };
}
