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
  layer: Operation | undefined;
  state: "queued" | "sending";
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Tells the fence how it ended. */
  settle(outcome: MutationOutcome, isKept?: boolean, answer?: unknown): void;
}

/** Marks operations of ours in their context. */
export interface EntryContext {
  mutationId?: number;
  original?: Operation;
}
