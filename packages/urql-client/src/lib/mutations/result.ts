import { toGqlError, type GqlError } from "../error.ts";

/** How a mutation ended for its caller. */
export type MutationResult<D> = { ok: true; data: D } | { ok: false; error: GqlError };

/** @returns An answer of urql as its caller gets it. */
export function toResult<D>(answer: { data?: D | undefined; error?: unknown }): MutationResult<D> {
  return answer.error ? { ok: false, error: toGqlError(answer.error) } : { ok: true, data: answer.data as D };
}
