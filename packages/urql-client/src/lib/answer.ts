import { GqlError, kindOfStatus } from "./error.ts";

/** The body of a GraphQL answer. */
export interface AnswerBody {
  data?: unknown;
  errors?: readonly unknown[];
}

/**
 * Reads the text of an HTTP answer.
 * @throws {@link GqlError} when it is not a GraphQL answer.
 */
export function readAnswer(status: number, text: string): AnswerBody {
  let body: unknown;
  try {
    body = JSON.parse(text) as unknown;
  } catch {
    // told below, by the status
  }
  if (typeof body === "object" && body !== null && ("data" in body || "errors" in body))
    return body as AnswerBody;
  const kind = status < 400 ? "server" : kindOfStatus(status);
  throw new GqlError({ kind, status, message: `The API answered ${status} without a GraphQL result.` });
}
