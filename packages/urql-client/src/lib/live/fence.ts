/** What the fence has to know about a mutation. */
export interface FencedMutation {
  /** Tables it writes. */
  tables: ReadonlySet<string>;
  /** Whether its effect can be painted again over a snapshot that already holds it, without doubling. */
  idempotent: boolean;
}

/** What the fence has to know about a query on screen. */
export interface FencedQuery {
  /** Tables whose rows its answer may hold. */
  tables: ReadonlySet<string>;
  /** Whether the answer holds an aggregate of a table: adding to a count is not idempotent. */
  aggregated: ReadonlySet<string>;
  /** Asks for the answer anew; everything taken after this call belongs to this generation. */
  reopen(generation: number): void;
  /** Something held back may be let through now. */
  release(): void;
}

/** How a mutation ended, as far as it is known. */
export type MutationOutcome = "acked" | "refused" | "unknown";

/**
 * Decides which answers may be painted while and after this page writes.
 *
 * A snapshot that was taken before a write was committed must not undo what is already painted. Generations make that decidable
 * without help of the database: after a write is acknowledged every touched query asks again, and an answer asked for after the
 * acknowledgement is taken from statements that start after the commit. Answers of an earlier generation are dropped.
 */
export interface Fence {
  /** The generation of whatever is asked for now. */
  current(): number;
  /**
   * A mutation was issued.
   * @returns Tells how it ended. With `caughtUp` no answer is painted before every query it touches has one that was asked for
   *   afterwards; it is called then, just before they are.
   */
  begin(mutation: FencedMutation): (outcome: MutationOutcome, caughtUp?: () => void) => void;
  /** A query is on screen. @returns Takes it off. */
  watch(query: FencedQuery): () => void;
  /** A query has to be asked anew, although nothing was written here. */
  ask(query: FencedQuery): void;
  /** A query has had an answer of a generation for everything it asks. */
  received(query: FencedQuery, generation: number): void;
  /** Whether an answer of a generation may be painted now. */
  admits(query: FencedQuery, generation: number): boolean;
  dispose(): void;
}

interface Watched {
  /** Answers of an older generation may lack a write that was acknowledged. */
  required: number;
  /** The generation it last asked for. */
  asked: number;
  /** The generation it last had an answer of. */
  received: number;
  reopenTimer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * @param maxDelayMs How long the question is put off while further writes are under way, in milliseconds.
 */
export function createFence(maxDelayMs = 250): Fence {
  let generation = 1;
  const pending = new Set<FencedMutation>();
  const watched = new Map<FencedQuery, Watched>();
  const unsure = new Set<{ mutation: FencedMutation; generation: number; caughtUp: () => void }>();

  const touches = (mutation: FencedMutation, query: FencedQuery): boolean => {
    for (const table of mutation.tables) if (query.tables.has(table)) return true;
    return false;
  };
  // Repainting over a snapshot that may hold the write already must come out the same.
  const mustWait = (mutation: FencedMutation, query: FencedQuery): boolean => {
    if (!touches(mutation, query)) return false;
    if (!mutation.idempotent) return true;
    for (const table of mutation.tables) if (query.aggregated.has(table)) return true;
    return false;
  };
  const some = (test: typeof touches, query: FencedQuery): boolean => {
    for (const mutation of pending) if (test(mutation, query)) return true;
    return false;
  };
  const isHeldBack = (query: FencedQuery): boolean => {
    for (const { mutation } of unsure) if (touches(mutation, query)) return true;
    return some(mustWait, query);
  };
  // What they are waiting for has to be paintable, since it takes the place of what is painted.
  const clearUp = (): void => {
    const cleared = [...unsure].filter((each) =>
      [...watched].every(
        ([query, { received, required }]) =>
          !touches(each.mutation, query) ||
          (received >= Math.max(each.generation, required) && !some(mustWait, query)),
      ),
    );
    if (cleared.length === 0) return;
    for (const each of cleared) unsure.delete(each);
    for (const each of cleared) each.caughtUp();
    for (const query of watched.keys()) query.release();
  };
  const reopen = (query: FencedQuery, state: Watched): void => {
    clearTimeout(state.reopenTimer);
    state.reopenTimer = undefined;
    state.asked = generation;
    query.reopen(generation);
  };

  return {
    current: () => generation,
    begin(mutation) {
      pending.add(mutation);
      return (outcome, caughtUp) => {
        if (!pending.delete(mutation)) return;
        if (outcome !== "refused") generation++;
        if (caughtUp) unsure.add({ mutation, generation, caughtUp });
        for (const [query, state] of watched) {
          if (!touches(mutation, query)) continue;
          if (outcome !== "refused") state.required = generation;
          if (state.asked >= state.required) query.release();
          else if (!some(touches, query)) reopen(query, state);
          // One question per burst of writes, but not put off endlessly.
          else state.reopenTimer ??= setTimeout(() => reopen(query, state), maxDelayMs);
        }
        clearUp();
      };
    },
    watch(query) {
      watched.set(query, { required: 0, asked: generation, received: generation, reopenTimer: undefined });
      return () => {
        clearTimeout(watched.get(query)?.reopenTimer);
        watched.delete(query);
        clearUp();
      };
    },
    ask(query) {
      const state = watched.get(query);
      generation++;
      if (state) reopen(query, state);
    },
    received(query, answered) {
      const state = watched.get(query);
      if (!state || answered <= state.received) return;
      state.received = answered;
      clearUp();
    },
    admits(query, answered) {
      const state = watched.get(query);
      return (!state || answered >= state.required) && !isHeldBack(query);
    },
    dispose() {
      for (const state of watched.values()) clearTimeout(state.reopenTimer);
      watched.clear();
      unsure.clear();
    },
  };
}
