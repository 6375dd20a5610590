import type { Exchange, OperationResult } from "@urql/core";
import { makeSubject, merge, pipe, tap } from "wonka";
import { queryFacts } from "../documents/query-facts.ts";
import type { ModelIndex } from "../model/lookup.ts";

/**
 * The way of frames past the cache. Writing a long list and reading it again costs many times what parsing it does, and tells a page nothing
 * new as long as no other query and no prediction concerns the same tables. So the cache takes such frames in only when it is asked again,
 * or when no more of them come for a while, and of several only the newest.
 */
export interface Shortcut {
  /** Stands above everything that holds predictions. */
  exchange: Exchange;
  /**
   * Hands an answer to whoever reads its query, if that may go without the cache.
   * @param write Has the cache take it in.
   * @returns Whether it did.
   */
  take(result: OperationResult, write: () => void): boolean;
  /** Has the cache take in what went past it. */
  readonly flush: () => void;
  /** Forgets what the cache has not taken in. */
  stop(): void;
}

/** After which time without a frame the cache takes in the newest, in milliseconds: a click that comes later need not wait for that. */
const CALM_MS = 300;

/** @param isQuiet Whether nothing is predicted. */
export function createShortcut(index: ModelIndex, isQuiet: () => boolean): Shortcut {
  const results = makeSubject<OperationResult>();
  /** Queries that somebody reads, by key, and the tables they concern. */
  const read = new Map<number, { tables: ReadonlySet<string>; isMasked: boolean }>();
  const masked = new WeakMap<object, object>();
  const waiting = new Map<number, () => void>();
  let calm: ReturnType<typeof setTimeout> | undefined;

  // As the cache answers: with no `__typename` that was not asked for. What did not change stays the same object.
  function mask(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    let found = masked.get(value);
    if (!found) {
      if (Array.isArray(value)) found = value.map(mask);
      else {
        found = {};
        for (const name in value)
          if (name !== "__typename") (found as Record<string, unknown>)[name] = mask(value[name as never]);
      }
      masked.set(value, found);
    }
    return found;
  }

  function flush(): void {
    const writes = [...waiting.values()];
    waiting.clear();
    for (const write of writes) write();
  }

  function isAlone(key: number): boolean {
    const own = read.get(key);
    return (
      own?.isMasked === true &&
      [...read].every(
        ([other, { tables }]) => other === key || ![...own.tables].some((table) => tables.has(table)),
      )
    );
  }

  return {
    exchange:
      ({ forward }) =>
      (operations$) => {
        const noted$ = pipe(
          operations$,
          tap(({ kind, key, query }) => {
            flush();
            if (kind === "query" && !read.has(key))
              read.set(key, {
                tables: queryFacts(query as never, index).tables,
                isMasked: !JSON.stringify(query).includes('"__typename"'),
              });
            else if (kind === "teardown") read.delete(key);
          }),
        );
        return merge([forward(noted$), results.source]);
      },
    take(result, write) {
      const { key } = result.operation;
      if (!isQuiet() || !isAlone(key)) {
        flush();
        return false;
      }
      waiting.set(key, write);
      clearTimeout(calm);
      calm = setTimeout(flush, CALM_MS);
      results.next({ ...result, data: mask(result.data) });
      return true;
    },
    flush,
    stop() {
      clearTimeout(calm);
      waiting.clear();
    },
  };
}
