import type { DocumentNode } from "graphql";
import { toGqlError, type GqlError } from "../error.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { Kept } from "./kept-changes.ts";
import { readOutcome } from "./read-outcome.ts";

/**
 * Finds out what became of a change that the API refuses, because it is done already or something is in its place.
 * @returns What it would have answered, as far as that can be known now; or why it failed, or why that could not be found out.
 */
export async function confirmRepeated(
  { entry, change, how }: Kept,
  refusal: GqlError | undefined,
  index: ModelIndex,
  send: Sender,
): Promise<{ data: unknown; error: GqlError | undefined }> {
  try {
    const query = entry.layer!.query as DocumentNode;
    const { variables } = change;
    const { data, isDone } = await readOutcome({ query, variables, facts: entry.facts }, index, send);
    return how !== "key" || isDone ? { data, error: undefined } : { data: undefined, error: refusal };
  } catch (cause) {
    return { data: undefined, error: toGqlError(cause) };
  }
}
