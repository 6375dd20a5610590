import type { RowEffect } from "../cache/prediction.ts";
import type { Row } from "../cache/rows.ts";
import type { ModelIndex } from "../model/lookup.ts";

/** What of a row is not to be told by frames, since they may or may not hold a write that is on its way. */
export interface HeldRow {
  table: string;
  /** Whether it is made or removed: then all of it is held. */
  isWhole: boolean;
  /** Whether it is removed in the end. */
  isGone: boolean;
  /** Names of the columns that are written. */
  readonly columns: Readonly<Row>;
}

/** Rows by the cache's key. */
export type HeldRows = Map<string, HeldRow>;

/** Adds what effects do to rows. */
export function holdRows(into: HeldRows, effects: Iterable<RowEffect>, index: ModelIndex): void {
  for (const { kind, table, key, row } of effects) {
    // Effects name the row by its primary key, which they don't change.
    const written = Object.entries(row).filter(([column]) => !index.table(table)!.pk.includes(column));
    hold(into, key, {
      table,
      isWhole: kind !== "update",
      isGone: kind === "delete",
      columns: Object.fromEntries(written),
    });
  }
}

/** @returns All that is held by some of several. */
export function joinRows(all: Iterable<HeldRows>): HeldRows {
  const joined: HeldRows = new Map();
  for (const rows of all) for (const [key, row] of rows) hold(joined, key, row);
  return joined;
}

function hold(into: HeldRows, key: string, row: HeldRow): void {
  const before = into.get(key);
  into.set(key, {
    ...row,
    isWhole: row.isWhole || before?.isWhole === true,
    columns: { ...before?.columns, ...row.columns },
  });
}

/** Whether a column of a row is held, or all of it. */
export function writes(row: HeldRow | undefined, column: string): boolean {
  return row !== undefined && (row.isWhole || column in row.columns);
}
