import type { OperationContext } from "@urql/core";

/** How a mutation is issued. */
export interface MutationOptions<D, V> {
  /**
   * What it will probably answer, in place of what is predicted from the model: rows that the answer names come, change or go. False: nothing is
   * painted before the API has answered.
   */
  optimistic?: false | ((variables: V) => D);
  /**
   * Mutations of one lane are sent one after the other, those of different lanes side by side. Those that name none are in one together. What was
   * kept while the API was out of reach, and is taken up by another page, is in that one, too.
   */
  lane?: string;
}

/** {@link MutationOptions} in the context of an operation. */
export interface MutationContext {
  predict?: ((variables: never) => unknown) | undefined;
  lane?: string | undefined;
}

/** @returns The context of an operation that is issued in this way. */
export function contextOf<D, V>({ optimistic, lane }: MutationOptions<D, V> = {}): Partial<OperationContext> {
  if (optimistic === false) return { requestPolicy: "network-only", lane };
  return { predict: optimistic, lane } satisfies MutationContext;
}
