import { compareCursors, type Cursor } from "./cursor.ts";
import { shareStructure } from "./share.ts";

/** The newest rows of a stream: each once, by cursor, and never more than a given number. */
export interface StreamWindow<Row> {
  readonly cursorOf: (row: Row) => Cursor;
  /** Oldest first; the same array until it changes. */
  rows(): readonly Row[];
  /** @returns The cursor of the newest row that was ever added. */
  newest(): Cursor | undefined;
  /** @returns Up to which cursor rows are of no interest: that of the oldest row, once there is no room for an older one. */
  floor(): Cursor | undefined;
  /** Takes rows in, whatever their order and however often. @returns Whether anything changed. */
  add(rows: readonly Row[]): boolean;
}

/** Options of {@link createStreamWindow}. */
export interface StreamWindowOptions<Row> {
  /** How many rows are kept. */
  limit: number;
  readonly cursorOf: (row: Row) => Cursor;
  /** What tells rows apart. */
  readonly keyOf: (row: Row) => unknown;
}

/** @returns A window without rows. */
export function createStreamWindow<Row>(options: StreamWindowOptions<Row>): StreamWindow<Row> {
  const { cursorOf, keyOf, limit } = options;
  let rows: readonly Row[] = [];
  let newest: Cursor | undefined;

  function merge(added: readonly Row[]): Row[] {
    const byKey = new Map<unknown, Row>();
    for (const row of [...rows, ...added]) byKey.set(keyOf(row), row);
    return [...byKey.values()].sort((a, b) => compareCursors(cursorOf(a), cursorOf(b))).slice(-limit);
  }

  return {
    cursorOf,
    rows: () => rows,
    newest: () => newest,
    floor: () => (rows.length === limit ? cursorOf(rows[0]!) : undefined),
    add(added) {
      const before = rows;
      // Rows that were there before keep their identity, and the list keeps its own if it is the same.
      if (added.length > 0) rows = shareByKey(before, merge(added), keyOf);
      for (const row of added) {
        if (newest === undefined || compareCursors(cursorOf(row), newest) > 0) newest = cursorOf(row);
      }
      return rows !== before;
    },
  };
}

function shareByKey<Row>(
  before: readonly Row[],
  after: readonly Row[],
  keyOf: (row: Row) => unknown,
): readonly Row[] {
  const known = new Map(before.map((row) => [keyOf(row), row]));
  const shared = after.map((row) => shareStructure(known.get(keyOf(row)), row));
  const isSame = shared.length === before.length && shared.every((row, at) => row === before[at]);
  return isSame ? before : shared;
}
