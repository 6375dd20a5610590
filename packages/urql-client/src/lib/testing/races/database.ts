/** A line of the checklist, as the database holds it. */
export interface StoredItem {
  id: string;
  dinner_id: string;
  title: string;
  done: boolean;
  position: string;
  votes: number;
}

/** What a row was from one commit on; without a row it was gone. */
export interface RowState {
  /** Number of the commit, from 1; 0 is how it all began. */
  rank: number;
  row: Readonly<StoredItem> | undefined;
}

/** A table of lines that remembers everything it ever was. */
export interface Database {
  /** Number of commits so far. */
  readonly rank: number;
  items(): Iterable<Readonly<StoredItem>>;
  item(id: string): Readonly<StoredItem> | undefined;
  /** All that a row ever was, oldest first. */
  history(id: string): readonly RowState[];
  /** Every row that ever was. */
  ids(): Iterable<string>;
  /** Commits a change of one row. @returns Its number. */
  commit(id: string, row: StoredItem | undefined): number;
  /** Called after each commit. */
  onCommit: (() => void) | undefined;
}

/** @returns A database that starts with these rows. */
export function createDatabase(rows: readonly StoredItem[]): Database {
  const items = new Map<string, Readonly<StoredItem>>(rows.map((row) => [row.id, row]));
  const histories = new Map<string, RowState[]>(rows.map((row) => [row.id, [{ rank: 0, row }]]));
  let rank = 0;
  const database: Database = {
    get rank() {
      return rank;
    },
    items: () => items.values(),
    item: (id) => items.get(id),
    ids: () => histories.keys(),
    history: (id) => histories.get(id) ?? [],
    commit(id, row) {
      rank++;
      const history = histories.get(id);
      if (history) history.push({ rank, row });
      else histories.set(id, [{ rank, row }]);
      if (row) items.set(id, row);
      else items.delete(id);
      database.onCommit?.();
      return rank;
    },
    onCommit: undefined,
  };
  return database;
}
