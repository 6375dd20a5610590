import { entityKey, type Row } from "../cache/rows.ts";
import { walkRows } from "../live/walk-rows.ts";
import type { ModelIndex } from "../model/lookup.ts";
import { joinRows, writes, type HeldRows } from "./held-rows.ts";

/** The rows that writes are on their way to, and how they stay painted underneath. */
export interface Holding {
  rows(): HeldRows;
  /** @returns Columns of a row as they were painted when it came to be held; undefined if it was not. */
  readonly base: (key: string) => Row | undefined;
  /** Holds these from now on, and nothing else. */
  hold(rows: Iterable<HeldRows>): void;
  /** Keeps rows as they are painted, except for what of them is held already. */
  remember(keys: Iterable<string>): void;
  /** @returns An answer with what is held as it stays painted. */
  readonly freeze: <T>(answer: T) => T;
}

/**
 * @param painted What queries on screen have painted, without predictions.
 * @param newest Gives a row the newest value of each column that a subscription has told.
 */
export function createHolding(
  index: ModelIndex,
  painted: () => Iterable<unknown>,
  newest: <T>(row: T) => T,
): Holding {
  let held: HeldRows = new Map();
  // They may leave all lists, and come back.
  const bases = new Map<string, Row>();

  /** @returns What is painted of a row, put together. */
  function rowOf(key: string): Row {
    const found: Row = {};
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const table = "__typename" in value ? index.table(String(value.__typename)) : undefined;
      if (table && entityKey(String((value as Row)["__typename"]), table, value as Row) === key)
        Object.assign(found, value);
      else for (const inner of Object.values(value)) visit(inner);
    };
    for (const answer of painted()) visit(answer);
    return newest(found);
  }

  return {
    rows: () => held,
    base: (key) => bases.get(key),
    hold(rows) {
      held = joinRows(rows);
      for (const key of bases.keys()) if (!held.has(key)) bases.delete(key);
    },
    remember(keys) {
      for (const key of keys) {
        const base = rowOf(key);
        for (const [column, value] of Object.entries(bases.get(key) ?? {}))
          if (writes(held.get(key), column)) base[column] = value;
        bases.set(key, base);
      }
    },
    freeze: (answer) =>
      held.size === 0
        ? answer
        : walkRows(
            index,
            answer,
            () => false,
            (key, column, value) => {
              const base = writes(held.get(key), column) ? bases.get(key)?.[column] : undefined;
              return base === undefined ? value : base;
            },
          ),
  };
}
