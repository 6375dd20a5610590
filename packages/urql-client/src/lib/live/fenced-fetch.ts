import type { OperationResult } from "@urql/core";
import type { QueryFacts } from "../documents/query-facts.ts";
import type { Fence, FencedQuery } from "./fence.ts";

/** A query on screen that is answered one answer at a time. */
export interface FencedFetch {
  /** It has had an answer. @param asked The generation in which that was asked for. */
  received(asked: number): void;
  /** Whether a write happened since it was asked: what came may lack it, and waits. It is asked for again once nothing is under way. */
  holds(result: OperationResult, asked: number): boolean;
  stop(): void;
}

/**
 * Puts a query behind the fence.
 * @param facts What it reads.
 * @param paint Paints an answer that had to wait.
 * @param refetch Asks anew.
 */
export function watchFetch(
  fence: Fence,
  facts: QueryFacts,
  paint: (result: OperationResult) => void,
  refetch: () => void,
): FencedFetch {
  let held: { result: OperationResult; asked: number } | undefined;
  const fenced: FencedQuery = {
    ...facts,
    release() {
      if (!held || !fence.admits(fenced, held.asked)) return;
      const { result } = held;
      held = undefined;
      paint(result);
    },
    reopen() {
      held = undefined;
      refetch();
    },
  };
  return {
    stop: fence.watch(fenced),
    received: (asked) => fence.received(fenced, asked),
    holds(result, asked) {
      if (fence.admits(fenced, asked)) return false;
      held = { result, asked };
      return true;
    },
  };
}
