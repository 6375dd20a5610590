import { getOperationName, type OperationResult } from "@urql/core";
import { toCombinedError } from "../error.ts";
import type { MutationEntry } from "../mutations/entry.ts";
import type { OutboxLane } from "../mutations/outbox.ts";
import { unreachable } from "./failures.ts";

/** Mutations that mean something only at the moment: they are not kept, and fail when nothing can be sent. */
export interface PassingMutations {
  /** @returns Whether a mutation is one of these. */
  add(entry: MutationEntry): boolean;
  remove(entry: MutationEntry): void;
  /** Lets all of them fail. */
  readonly drop: () => void;
}

/** @param names The names of their operations. */
export function createPassing(names: readonly string[] = [], lane: OutboxLane): PassingMutations {
  const passing = new Set<MutationEntry>();
  return {
    add(entry) {
      const isPassing = names.includes(getOperationName(entry.original.query as never) ?? "");
      if (isPassing) passing.add(entry);
      return isPassing;
    },
    remove: (entry) => void passing.delete(entry),
    drop() {
      const error = toCombinedError(unreachable());
      for (const entry of passing) {
        // Not before it is in the lane and painted.
        queueMicrotask(() => lane.finish(entry, { operation: entry.layer!, error } as OperationResult));
      }
      passing.clear();
    },
  };
}
