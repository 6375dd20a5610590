import {
  buildSchema,
  executeSync,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from "graphql";
import { SDL } from "./schema.ts";

type Row = Record<string, unknown>;
type Tables = Record<"users" | "dinners" | "items" | "activity" | "client_mutations", Map<string, Row>>;

/** A GraphQL request. */
export interface ApiRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** An in-memory API that answers like Hasura: root fields, filters, mutations, live queries and streams by polling. */
export interface TestApi {
  schema: GraphQLSchema;
  tables: Tables;
  /** How many operations of each kind ran; polls are not counted. */
  counts: { query: number; mutation: number; subscription: number };
  execute(request: ApiRequest): ExecutionResult;
  /** Subscribes; a live query has its first frame from the first poll that starts after the call. @returns Stops it. */
  live(request: ApiRequest, push: (result: ExecutionResult) => void): () => void;
  /** Runs every live query once and pushes what changed; gives every stream its next rows. */
  poll(): void;
  /** Makes the next mutation fail. */
  failNext(message: string): void;
  /** Decides by its number, from 1, which mutation fails. */
  failWhen(test: (count: number) => boolean): void;
  addItem(values: Row & { id: string; dinner_id: string }): void;
  /** A row of the stream becomes visible; its id may have been given out long before. */
  commitActivity(...ids: number[]): void;
}

const USER = "auth0|ada";

/** Creates an API with two people and one dinner. */
export function createTestApi(): TestApi {
  const schema = buildSchema(SDL, { assumeValidSDL: true });
  const tables: Tables = {
    users: new Map(),
    dinners: new Map(),
    items: new Map(),
    activity: new Map(),
    client_mutations: new Map(),
  };
  tables.users.set(USER, { id: USER, display_name: "Ada" });
  tables.users.set("auth0|ben", { id: "auth0|ben", display_name: "Ben" });
  tables.dinners.set("d1", dinner({ id: "d1", title: "Lunch" }));
  const counts = { query: 0, mutation: 0, subscription: 0 };
  const live = new Set<{
    request: ApiRequest;
    push: (result: ExecutionResult) => void;
    last: string | undefined;
  }>();
  const streams = new Set<{ request: ApiRequest; push: (result: ExecutionResult) => void }>();
  let failure: string | undefined;
  let polled = "";
  let fails = (_count: number): boolean => false;

  const root = createRoot(tables);
  const documents = new Map<string, DocumentNode>();
  const run = (request: ApiRequest): ExecutionResult => {
    let document = documents.get(request.query);
    if (!document) {
      document = parse(request.query);
      const errors = validate(schema, document);
      if (errors.length > 0) return { errors };
      documents.set(request.query, document);
    }
    const { variables: variableValues, operationName } = request;
    return executeSync({ schema, document, rootValue: root, variableValues, operationName });
  };

  // All fields of a mutation are one transaction.
  const transact = (request: ApiRequest): ExecutionResult => {
    const before = structuredClone(tables);
    const result = run(request);
    if (!result.errors) return result;
    for (const [name, rows] of Object.entries(tables)) {
      rows.clear();
      for (const [key, row] of before[name as keyof Tables]) rows.set(key, row);
    }
    return { errors: result.errors };
  };

  return {
    schema,
    tables,
    counts,
    failNext: (message) => void (failure = message),
    failWhen: (test) => void (fails = test),
    execute(request) {
      const isMutation = /^\s*mutation/.test(request.query);
      counts[isMutation ? "mutation" : "query"]++;
      if (isMutation && (failure ?? fails(counts.mutation))) {
        const message = failure ?? "refused";
        failure = undefined;
        return { errors: [{ message, extensions: { code: "constraint-violation", path: "$" } } as never] };
      }
      return JSON.parse(JSON.stringify(isMutation ? transact(request) : run(request))) as ExecutionResult;
    },
    live(request, push) {
      counts.subscription++;
      if (request.query.includes("_stream")) {
        const stream = { request, push };
        streams.add(stream);
        return () => void streams.delete(stream);
      }
      const entry = { request, push, last: undefined };
      live.add(entry);
      return () => void live.delete(entry);
    },
    poll() {
      const state = JSON.stringify(Object.values(tables).map((rows) => [...rows.values()]));
      const changed = state !== polled;
      polled = state;
      for (const entry of live) {
        if (!changed && entry.last !== undefined) continue;
        const text = JSON.stringify(run(entry.request));
        if (text === entry.last) continue;
        entry.last = text;
        entry.push(JSON.parse(text) as ExecutionResult);
      }
      for (const stream of streams) {
        const result = JSON.parse(JSON.stringify(run(stream.request))) as ExecutionResult;
        const last = (Object.values(result.data ?? {})[0] as Row[] | undefined)?.at(-1);
        // The API holds the cursor: what was passed over is not delivered any more.
        if (!last) continue;
        stream.request = {
          ...stream.request,
          variables: { ...stream.request.variables, cursor: last["id"] },
        };
        stream.push(result);
      }
    },
    commitActivity(...ids) {
      for (const id of ids) tables.activity.set(String(id), { id, dinner_id: "d1", kind: `kind ${id}` });
    },
    addItem: (values) => void tables.items.set(values.id, item(values)),
  };
}

function dinner(values: Row): Row {
  return { notes: null, owner_id: USER, created_at: "2026-01-01T00:00:00+00:00", ...values };
}

function item(values: Row): Row {
  const at = "2026-01-01T00:00:00+00:00";
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return {
    title: "",
    done: false,
    position: "a",
    votes: 0,
    assignee_id: null,
    created_by: USER,
    created_at: at,
    updated_at: at,
    ...given,
  };
}

interface ListArgs {
  where?: Row;
  order_by?: Record<string, string>[];
  limit?: number;
  offset?: number;
}

function createRoot(tables: Tables): Record<string, unknown> {
  const users = (row: Row): Row => row;
  const items = (row: Row): Row => ({
    ...row,
    assignee: () => (row["assignee_id"] ? tables.users.get(row["assignee_id"] as string) : null),
    dinner: () => dinners(tables.dinners.get(String(row["dinner_id"]))!),
  });
  const dinners = (row: Row): Row => ({
    ...row,
    owner: () => tables.users.get(String(row["owner_id"])),
    items: (args: ListArgs) => list("items", args, { dinner_id: { _eq: row["id"] } }).map(items),
    items_aggregate: (args: ListArgs) => aggregate(args, { dinner_id: { _eq: row["id"] } }),
  });
  const list = (table: keyof Tables, args: ListArgs, extra: Row = {}): Row[] => {
    let rows = [...tables[table].values()].filter((row) => fits(args.where ?? {}, row) && fits(extra, row));
    rows = rows.sort((a, b) => order(args.order_by ?? [], a, b));
    return rows.slice(
      args.offset ?? 0,
      args.limit === undefined ? undefined : (args.offset ?? 0) + args.limit,
    );
  };
  const aggregate = (args: ListArgs, extra: Row = {}) => {
    const rows = list("items", args, extra);
    return { aggregate: { count: rows.length }, nodes: rows.map(items) };
  };
  const byPk = (table: keyof Tables, id: unknown): Row | undefined => tables[table].get(String(id));
  const change = (row: Row, set: Row = {}, inc: Row = {}): Row => {
    Object.assign(row, set, { updated_at: "2026-01-02T00:00:00+00:00" });
    for (const [column, by] of Object.entries(inc)) row[column] = Number(row[column]) + Number(by);
    return items(row);
  };

  return {
    dinners: (args: ListArgs) => list("dinners", args).map(dinners),
    dinners_by_pk: ({ id }: Row) => optional(byPk("dinners", id), dinners),
    items: (args: ListArgs) => list("items", args).map(items),
    items_by_pk: ({ id }: Row) => optional(byPk("items", id), items),
    items_aggregate: (args: ListArgs) => aggregate(args),
    users: (args: ListArgs) => list("users", args).map(users),
    users_by_pk: ({ id }: Row) => byPk("users", id) ?? null,
    activity: (args: ListArgs) => list("activity", args),
    activity_by_pk: ({ id }: Row) => byPk("activity", id) ?? null,
    activity_stream: (args: ListArgs & { batch_size: number; cursor: { initial_value: Row }[] }) => {
      const after = Number(args.cursor[0]?.initial_value["id"]);
      const rows = list("activity", { where: args.where ?? {}, order_by: [{ id: "asc" }] });
      return rows.filter((row) => Number(row["id"]) > after).slice(0, args.batch_size);
    },
    weather: ({ city }: Row) => ({ city, sunny: true }),
    invite: () => ({ city: "Leeds", sunny: false }),
    insert_dinners_one({ object }: { object: Row }) {
      const row = dinner({ id: crypto.randomUUID(), ...object });
      tables.dinners.set(String(row["id"]), row);
      return dinners(row);
    },
    update_dinners_by_pk({ pk_columns, _set }: { pk_columns: Row; _set?: Row }) {
      const row = byPk("dinners", pk_columns["id"]);
      return row ? dinners(Object.assign(row, _set)) : null;
    },
    delete_dinners_by_pk({ id }: Row) {
      const row = byPk("dinners", id);
      tables.dinners.delete(String(id));
      return optional(row, dinners);
    },
    insert_items_one({ object, on_conflict }: { object: Row; on_conflict?: { update_columns: string[] } }) {
      const row = item({ id: crypto.randomUUID(), ...object });
      const old = tables.items.get(String(row["id"]));
      if (old && on_conflict) {
        if (on_conflict.update_columns.length === 0) return null;
        return change(
          old,
          Object.fromEntries(on_conflict.update_columns.map((column) => [column, row[column]])),
        );
      }
      if (old) throw duplicate("items_pkey");
      tables.items.set(String(row["id"]), row);
      return items(row);
    },
    insert_client_mutations({ objects }: { objects: Row[] }) {
      for (const row of objects) {
        if (tables.client_mutations.has(String(row["id"]))) throw duplicate("client_mutations_pkey");
        tables.client_mutations.set(String(row["id"]), row);
      }
      return { affected_rows: objects.length };
    },
    insert_items({ objects }: { objects: Row[] }) {
      const rows = objects.map((object) => item({ id: crypto.randomUUID(), ...object }));
      for (const row of rows) tables.items.set(String(row["id"]), row);
      return { affected_rows: rows.length, returning: rows.map(items) };
    },
    update_items_by_pk({ pk_columns, _set, _inc }: { pk_columns: Row; _set?: Row; _inc?: Row }) {
      const row = byPk("items", pk_columns["id"]);
      return row ? change(row, _set, _inc) : null;
    },
    update_items({ where, _set }: { where: Row; _set?: Row }) {
      const rows = list("items", { where }).map((row) => change(row, _set));
      return { affected_rows: rows.length, returning: rows };
    },
    delete_items_by_pk({ id }: Row) {
      const row = byPk("items", id);
      tables.items.delete(String(id));
      return optional(row, items);
    },
    delete_items({ where }: { where: Row }) {
      const rows = list("items", { where });
      for (const row of rows) tables.items.delete(String(row["id"]));
      return { affected_rows: rows.length, returning: rows.map(items) };
    },
  };
}

/** As Hasura tells it. */
function duplicate(constraint: string): Error {
  const message = `Uniqueness violation. duplicate key value violates unique constraint "${constraint}"`;
  return Object.assign(new Error(message), { extensions: { code: "constraint-violation", path: "$" } });
}

function optional(row: Row | undefined, wrap: (row: Row) => Row): Row | null {
  return row ? wrap(row) : null;
}

function fits(where: Row, row: Row): boolean {
  return Object.entries(where).every(([name, value]) => {
    if (name === "_and") return (value as Row[]).every((each) => fits(each, row));
    if (name === "_or") return (value as Row[]).some((each) => fits(each, row));
    if (name === "_not") return !fits(value as Row, row);
    return Object.entries(value as Row).every(([operator, operand]) => test(operator, row[name], operand));
  });
}

function test(operator: string, value: unknown, operand: unknown): boolean {
  switch (operator) {
    case "_eq":
      return value === operand;
    case "_neq":
      return value !== null && value !== operand;
    case "_in":
      return (operand as unknown[]).includes(value);
    case "_is_null":
      return (value === null) === operand;
    case "_gt":
      return (value as number) > (operand as number);
    case "_gte":
      return (value as number) >= (operand as number);
    case "_lt":
      return (value as number) < (operand as number);
    default:
      throw new Error(`The test API has no ${operator}.`);
  }
}

function order(criteria: readonly Record<string, string>[], a: Row, b: Row): number {
  for (const [column, direction] of criteria.flatMap((each) => Object.entries(each))) {
    const [left, right] = [a[column] as string, b[column] as string];
    if (left !== right) return (left < right ? -1 : 1) * (direction.startsWith("desc") ? -1 : 1);
  }
  return 0;
}
