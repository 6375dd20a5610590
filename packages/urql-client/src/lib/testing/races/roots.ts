import type { Database, StoredItem } from "./database.ts";
import type { Source } from "./selection.ts";

interface ListArgs {
  where?: Readonly<Record<string, { _eq: unknown }>>;
  order_by?: readonly Readonly<Record<string, "asc" | "desc">>[];
  limit?: number;
}

/** @returns The root fields of an API over a database: one dinner, its lines, and what changes them. */
export function createRoots(database: Database): Source {
  const list = ({ where = {}, order_by = [], limit }: ListArgs): Readonly<StoredItem>[] => {
    const conditions = Object.entries(where);
    const rows: Readonly<StoredItem>[] = [];
    for (const row of database.items()) {
      if (conditions.every(([column, { _eq }]) => row[column as keyof StoredItem] === _eq)) rows.push(row);
    }
    const order = order_by.flatMap((each) => Object.entries(each)) as [keyof StoredItem, string][];
    rows.sort((a, b) => {
      for (const [column, direction] of order) {
        if (a[column] !== b[column]) return a[column]! < b[column]! === (direction === "asc") ? -1 : 1;
      }
      return 0;
    });
    return limit === undefined ? rows : rows.slice(0, limit);
  };
  const aggregate = (args: ListArgs): Source => ({
    __typename: "items_aggregate",
    aggregate: { __typename: "items_aggregate_fields", count: list(args).length },
  });
  const item = (row: Readonly<StoredItem> | undefined): Source | null =>
    row ? { __typename: "items", version: 0, ...row, dinner: () => dinner(row.dinner_id) } : null;
  const inDinner = (id: string, args: ListArgs): ListArgs => ({
    ...args,
    where: { ...args.where, dinner_id: { _eq: id } },
  });

  const dinner = (id: string): Source => ({
    __typename: "dinners",
    id,
    title: "Lunch",
    items: (args: ListArgs) => list(inDinner(id, args)).map(item),
    items_aggregate: (args: ListArgs) => aggregate(inDinner(id, args)),
    client_mutations: () => database.marks.map((mark) => ({ __typename: "client_mutations", id: mark })),
  });

  return {
    dinners_by_pk: ({ id }: { id: string }) => dinner(id),
    insert_client_mutations({ objects }: { objects: readonly { id: string }[] }) {
      for (const { id } of objects) database.mark(id);
      return { __typename: "client_mutations_mutation_response", affected_rows: objects.length };
    },
    items: (args: ListArgs) => list(args).map(item),
    items_aggregate: aggregate,
    insert_items_one({ object }: { object: StoredItem }) {
      database.commit(object.id, { ...object });
      return item(database.item(object.id));
    },
    update_items_by_pk({
      pk_columns: { id },
      _set,
      _inc,
    }: {
      pk_columns: { id: string };
      _set?: Partial<StoredItem>;
      _inc?: { votes: number };
    }) {
      const row = database.item(id);
      if (!row) return null;
      const next = { ...row, ..._set, votes: row.votes + (_inc?.votes ?? 0) };
      database.commit(id, next);
      return item(database.item(id));
    },
    delete_items_by_pk({ id }: { id: string }) {
      const row = database.item(id);
      if (row) database.commit(id, undefined);
      return item(row);
    },
  };
}
