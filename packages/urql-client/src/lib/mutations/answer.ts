import type { OperationResult } from "@urql/core";
import type { MutationFacts } from "../documents/mutation-facts.ts";
import { GqlError } from "../error.ts";

/**
 * Hasura answers `null` to `update_x_by_pk` and `delete_x_by_pk` when there is no such row for this role: not an error to the API, but
 * the change the person saw did not happen, so it must not vanish without a word.
 * @returns The error to report; undefined when the mutation did something.
 */
export function notApplied(facts: MutationFacts, result: OperationResult): GqlError | undefined {
  const data = result.data as Record<string, unknown> | undefined;
  if (result.error || !facts.roots[0]) return undefined;
  const missed = facts.roots.every(({ kind, key }) => kind.endsWith("ByPk") && data?.[key] === null);
  if (!missed) return undefined;
  return new GqlError({
    kind: "permission",
    serverCode: "not-applied",
    message: "It is gone, or this user may not do it.",
    path: [facts.roots[0].key],
  });
}
