import { readAnswer } from "../answer.ts";
import { fromServerErrors, GqlError, type ServerError } from "../error.ts";
import type { TextAnswer } from "./transport.ts";

/** The data of an answer, parsed and as the API's own text. */
export interface Answer {
  data: unknown;
  text: string;
}

const PREFIX = '{"data":';

/**
 * Reads an answer of the API.
 * @returns Its data, and the JSON text of it.
 * @throws {@link GqlError} when the answer holds errors, no data, or is not GraphQL.
 */
export function parseAnswer({ status, text }: TextAnswer): Answer {
  const body = readAnswer(status, text);
  if (body.errors?.length) throw fromServerErrors(body.errors as readonly ServerError[], status);
  const { data } = body;
  if (data === null || data === undefined) {
    throw new GqlError({ kind: "server", status, message: "The API answered without data." });
  }
  // When data is all there is, its text is a slice of the answer: nothing to serialise again.
  const alone = Object.keys(body).length === 1 && text.startsWith(PREFIX) && text.endsWith("}");
  return { data, text: alone ? text.slice(PREFIX.length, -1) : JSON.stringify(data) };
}
