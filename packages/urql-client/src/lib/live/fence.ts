import { createGenerations } from "./generations.ts";
import type { JournaledQuery, RowJournal } from "./row-journal.ts";

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
  /** What a journal looks at; undefined where answers come one at a time. */
  live?: JournaledQuery;
  /** Asks for the answer anew; everything taken after this call belongs to this generation. */
  reopen(generation: number): void;
  /** Something held back may be let through now. @param isOverwritten Answers to own writes were painted over what it said. */
  release(isOverwritten?: boolean): void;
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
   * @returns Tells how it ended. With `isKept` what it predicted stays painted, and no answer is painted before every query it touches
   *   has one that was asked for afterwards; what is kept is settled then, just before they are.
   */
  begin(mutation: FencedMutation): (outcome: MutationOutcome, isKept?: boolean, answer?: unknown) => void;
  /** A query is on screen. @returns Takes it off. */
  watch(query: FencedQuery): () => void;
  /** A query has to be asked anew, although nothing was written here. */
  ask(query: FencedQuery): void;
  /** A query has had an answer of a generation for everything it asks. */
  received(query: FencedQuery, generation: number): void;
  /** Whether an answer of a generation may be painted now. */
  admits(query: FencedQuery, generation: number): boolean;
  /** Present where single rows are held back, and not whole answers. */
  journal?: RowJournal;
  dispose(): void;
}

/** Options of {@link createFence}. */
export interface FenceOptions {
  /** Settles mutations whose prediction was kept, and paints answers in place of it. */
  readonly settleKept: (mutations: readonly FencedMutation[], paint: () => void) => void;
  /** How long a question is put off while further writes are under way, in milliseconds; 250 unless given. */
  maxDelayMs?: number;
}

/** Whether a query's answer may hold rows of a table that a mutation writes. */
export function touches(mutation: FencedMutation, query: FencedQuery): boolean {
  return [...mutation.tables].some((table) => query.tables.has(table));
}

/** Whether a query's answers wait for a mutation: repainting over a snapshot that may hold the write already must come out the same. */
export function mustWait(mutation: FencedMutation, query: FencedQuery): boolean {
  const isCounted = (table: string): boolean => query.aggregated.has(table);
  return touches(mutation, query) && (!mutation.idempotent || [...mutation.tables].some(isCounted));
}

/** Creates the fence of mode `graphcache`. */
export function createFence({ settleKept, maxDelayMs = 250 }: FenceOptions): Fence {
  const generations = createGenerations(maxDelayMs);
  const { watched } = generations;
  const pending = new Set<FencedMutation>();
  const unsure = new Map<FencedMutation, number>();

  const some = (test: typeof touches, query: FencedQuery): boolean =>
    [...pending].some((mutation) => test(mutation, query));
  const isHeldBack = (query: FencedQuery): boolean =>
    [...unsure.keys()].some((mutation) => touches(mutation, query)) || some(mustWait, query);
  // What they are waiting for has to be paintable, since it takes the place of what is painted.
  const clearUp = (): void => {
    const cleared = [...unsure.keys()].filter((mutation) =>
      [...watched].every(
        ([query, { received, required }]) =>
          !touches(mutation, query) ||
          (received >= Math.max(unsure.get(mutation)!, required) && !some(mustWait, query)),
      ),
    );
    if (cleared.length === 0) return;
    for (const mutation of cleared) unsure.delete(mutation);
    settleKept(cleared, () => {
      for (const query of watched.keys()) query.release();
    });
  };

  return {
    current: generations.current,
    begin(mutation) {
      pending.add(mutation);
      return (outcome, isKept) => {
        if (!pending.delete(mutation)) return;
        if (outcome !== "refused") generations.next();
        if (isKept) unsure.set(mutation, generations.current());
        for (const [query, state] of watched) {
          if (!touches(mutation, query)) continue;
          if (outcome !== "refused") state.required = generations.current();
          generations.catchUp(query, some(touches, query));
        }
        clearUp();
      };
    },
    watch(query) {
      const unwatch = generations.watch(query);
      return () => {
        unwatch();
        clearUp();
      };
    },
    ask: generations.ask,
    received(query, answered) {
      if (generations.received(query, answered)) clearUp();
    },
    admits(query, answered) {
      const state = watched.get(query);
      return (!state || answered >= state.required) && !isHeldBack(query);
    },
    dispose() {
      generations.dispose();
      unsure.clear();
    },
  };
}
