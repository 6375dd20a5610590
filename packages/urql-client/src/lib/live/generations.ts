import type { FencedQuery } from "./fence.ts";

/** How far a query on screen is. */
export interface Watched {
  /** Answers of an older generation may lack a write that was acknowledged. */
  required: number;
  /** The generation it last asked for. */
  asked: number;
  /** The generation it last had an answer of. */
  received: number;
  reopenTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Numbers what queries on screen ask for: an answer of one generation is taken from statements that start after that generation began. */
export interface Generations {
  /** The generation of whatever is asked for now. */
  readonly current: () => number;
  /** Begins another one. @returns It. */
  next(): number;
  watched: ReadonlyMap<FencedQuery, Watched>;
  /** A query is on screen. @returns Takes it off. */
  watch(query: FencedQuery): () => void;
  /**
   * Asks a query anew if it did not ask in the generation that is required of it.
   * @param isBusy Whether it will have to be asked again soon: one question per burst of writes, but not put off endlessly.
   */
  catchUp(query: FencedQuery, isBusy: boolean): void;
  /** Asks a query anew. */
  readonly ask: (query: FencedQuery) => void;
  /** Takes in that a query has had an answer. @returns Whether that is news. */
  received(query: FencedQuery, generation: number): boolean;
  dispose(): void;
}

/** @param maxDelayMs How long a question is put off while further writes are under way, in milliseconds. */
export function createGenerations(maxDelayMs: number): Generations {
  let generation = 1;
  const watched = new Map<FencedQuery, Watched>();
  const reopen = (query: FencedQuery, state: Watched): void => {
    clearTimeout(state.reopenTimer);
    state.reopenTimer = undefined;
    state.asked = generation;
    query.reopen(generation);
  };

  return {
    current: () => generation,
    next: () => ++generation,
    watched,
    watch(query) {
      watched.set(query, { required: 0, asked: generation, received: generation, reopenTimer: undefined });
      return () => {
        clearTimeout(watched.get(query)?.reopenTimer);
        watched.delete(query);
      };
    },
    catchUp(query, isBusy) {
      const state = watched.get(query)!;
      if (state.asked >= state.required) query.release();
      else if (!isBusy) reopen(query, state);
      else state.reopenTimer ??= setTimeout(() => reopen(query, state), maxDelayMs);
    },
    ask(query) {
      const state = watched.get(query);
      generation++;
      if (state) reopen(query, state);
    },
    received(query, answered) {
      const state = watched.get(query);
      if (!state || answered <= state.received) return false;
      state.received = answered;
      return true;
    },
    dispose() {
      for (const state of watched.values()) clearTimeout(state.reopenTimer);
      watched.clear();
    },
  };
}
