/** A line of the checklist, as the database holds it. */
export interface StoredItem {
  id: string;
  dinner_id: string;
  title: string;
  done: boolean;
  position: string;
  votes: number;
  /** Greater with every write. */
  version?: number;
}

/** What a row was from one commit on; without a row it was gone. */
export interface RowState {
  /** Number of the commit, from 1; 0 is how it all began. */
  rank: number;
  row: Readonly<StoredItem> | undefined;
  /** When somebody else made it so, in milliseconds; undefined for what this user did, and for how it all began. */
  foreignAtMs?: number;
}

/** A table of lines that remembers everything it ever was. */
export interface Database {
  /** Number of commits so far. */
  readonly rank: number;
  items(): Iterable<Readonly<StoredItem>>;
  item(id: string): Readonly<StoredItem> | undefined;
  /** All that a row ever was, oldest first. */
  history(id: string): readonly RowState[];
  /** Marks of mutations, in the order in which they were made. */
  readonly marks: readonly string[];
  /** Commits a mark of a mutation, whatever else that does. */
  mark(id: string): void;
  /** Number of commits, marks too. */
  readonly changes: number;
  /** Every row that ever was. */
  ids(): Iterable<string>;
  /** Commits a change of one row. @param isForeign Whether somebody else made it. @returns Its number. */
  commit(id: string, row: StoredItem | undefined, isForeign?: boolean): number;
  /** Called after each commit. */
  onCommit: (() => void) | undefined;
}

/** @returns A database that starts with these rows. */
export function createDatabase(rows: readonly StoredItem[]): Database {
  const items = new Map<string, Readonly<StoredItem>>(rows.map((row) => [row.id, row]));
  const histories = new Map<string, RowState[]>(rows.map((row) => [row.id, [{ rank: 0, row }]]));
  const marks: string[] = [];
  let rank = 0;
  const database: Database = {
    get rank() {
      return rank;
    },
    items: () => items.values(),
    item: (id) => items.get(id),
    ids: () => histories.keys(),
    history: (id) => histories.get(id) ?? [],
    marks,
    get changes() {
      return rank + marks.length;
    },
    mark(id) {
      marks.push(id);
      database.onCommit?.();
    },
    commit(id, written, isForeign) {
      rank++;
      const row = written && { ...written, version: rank };
      const history = histories.get(id);
      const state: RowState = { rank, row, ...(isForeign && { foreignAtMs: Date.now() }) };
      if (history) history.push(state);
      else histories.set(id, [state]);
      if (row) items.set(id, row);
      else items.delete(id);
      database.onCommit?.();
      return rank;
    },
    onCommit: undefined,
  };
  return database;
}
