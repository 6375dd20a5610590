import type { Operation } from "@urql/core";
import type { MutationFacts } from "../documents/mutation-facts.ts";
import type { MutationOutcome } from "../live/fence.ts";

/** A mutation between the caller and its answer. */
export interface MutationEntry {
  id: number;
  /** As the caller issued it; the answer is delivered under it. */
  original: Operation;
  facts: MutationFacts;
  /** As the cache painted it last; the cache keeps one optimistic layer for it. */
  layer?: Operation | undefined;
  /** `waiting`: the first in the lane, which may not be sent now. */
  state: "queued" | "sending" | "waiting";
  timer?: ReturnType<typeof setTimeout>;
  /** Tells the fence how it ended. */
  settle(outcome: MutationOutcome, isKept?: boolean, answer?: unknown): void;
}

/** Marks operations of ours in their context. */
export interface EntryContext {
  entry?: MutationEntry;
}
