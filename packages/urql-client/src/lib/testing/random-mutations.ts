import fc from "fast-check";
import type { Json } from "./random-rows.ts";
import type { ScratchApiOptions } from "./scratch-api.ts";

/** Tables with everything a mutation can be about: defaults, a preset, a second unique key, one to many and one to one. */
export const PREDICTED_TABLES: Pick<ScratchApiOptions, "sql" | "tables" | "bytewise"> = {
  sql: `
    create table house (id uuid primary key, name text not null default '', size int not null default 0);
    create table thing (
      id uuid primary key, house_id uuid references house, slug text collate "C" unique,
      n int not null default 0, big bigint, exact numeric, double double precision, single real,
      done boolean not null default false, label text not null default '', at timestamptz,
      meta jsonb, data jsonb not null, owner text not null
    );
    create table badge (id uuid primary key, thing_id uuid not null unique references thing, text text not null default '');`,
  tables: [
    {
      table: { schema: "public", name: "house" },
      array_relationships: [{ name: "things", using: reverse("house_id", "thing") }],
    },
    {
      table: { schema: "public", name: "thing" },
      object_relationships: [
        { name: "house", using: { foreign_key_constraint_on: "house_id" } },
        { name: "badge", using: reverse("thing_id", "badge") },
      ],
      insert_permissions: [
        {
          role: "user",
          permission: { columns: "*", check: {}, set: { owner: "x-hasura-user-id" } } as never,
        },
      ],
    },
    {
      table: { schema: "public", name: "badge" },
      object_relationships: [{ name: "thing", using: { foreign_key_constraint_on: "thing_id" } }],
    },
  ],
  bytewise: ["thing.slug"],
};

function reverse(column: string, name: string) {
  return { foreign_key_constraint_on: { column, table: { schema: "public", name } } as never };
}

/** One mutation. */
export interface RandomMutation {
  /** What is counted together. */
  kind: string;
  document: string;
  variables: Json;
}

const uuid = (kind: string, at: number): string => `${kind}000000${at}-0000-4000-8000-000000000000`;
const thingId = fc.nat(7).map((at) => uuid("a", at));
const houseId = fc.nat(2).map((at) => uuid("b", at));
const badgeId = fc.nat(5).map((at) => uuid("c", at));
const slug = fc.constantFrom("s0", "s1", "s2", "s3", "s4", "s5");

const leaf = fc.constantFrom<unknown>(1, 1.5, "a", "b", true, null);
const object = fc.dictionary(
  fc.constantFrom("a", "b", "c"),
  fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })),
  {
    maxKeys: 3,
  },
);
const list = fc.array(fc.oneof(leaf, object), { maxLength: 3 });
const json = fc.oneof(object, object, list);

const values = {
  house_id: fc.option(fc.constantFrom(uuid("b", 0), uuid("b", 1))),
  n: fc.integer({ min: -2, max: 3 }),
  big: fc.option(fc.constantFrom(0, 5, 9_007_199_254_740_000)),
  exact: fc.option(fc.constantFrom(0, 1.5, 0.1, 12.25)),
  double: fc.option(fc.constantFrom(0, 0.1, 1e-7)),
  single: fc.option(fc.constantFrom(0, 0.1, 0.3)),
  done: fc.boolean(),
  label: fc.constantFrom("", "a", "B"),
  at: fc.option(fc.constantFrom("2024-01-01T00:00:00Z", "2024-01-01T01:00:00.000001+01:00")),
  meta: json,
};

const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(model, { requiredKeys: [] }) as never;

/** A row that may be there already. */
const thing: fc.Arbitrary<Json> = fc
  .tuple(fc.record({ id: thingId, slug, data: json }), some(values))
  .map(([key, rest]) => ({ ...key, ...rest }));
const newThing: fc.Arbitrary<Json> = fc
  .tuple(fc.integer({ min: 5, max: 9 }), thing)
  .map(([at, row]) => ({ ...row, id: uuid("a", at), slug: `s${at}` }));
const newThings = (minLength: number): fc.Arbitrary<Json[]> =>
  fc.uniqueArray(newThing, { minLength, maxLength: 3, selector: ({ id }) => id });

/** Rows to begin with. */
export const startRows: fc.Arbitrary<Record<"house" | "thing" | "badge", Json[]>> = fc
  .tuple(fc.array(thing, { minLength: 1, maxLength: 5 }), fc.subarray([0, 1, 2, 3, 4], { maxLength: 3 }))
  .map(([things, badges]) => ({
    house: [0, 1].map((at) => ({ id: uuid("b", at), name: `house ${at}` })),
    thing: things.map((thing, at) => ({
      ...thing,
      id: uuid("a", at),
      slug: `s${at}`,
      owner: "eve",
    })),
    badge: badges
      .filter((at) => at < things.length)
      .map((at) => ({ id: uuid("c", at), thing_id: uuid("a", at), text: "old" })),
  }));

const condition: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ n: fc.record({ _gt: fc.integer({ min: -2, max: 2 }) }) }),
  fc.record({ done: fc.record({ _eq: fc.boolean() }) }),
  fc.record({ label: fc.record({ _ilike: fc.constantFrom("a%", "b", "%") }) }),
  fc.record({ house: fc.record({ name: fc.record({ _eq: fc.constantFrom("house 0", "house 1") }) }) }),
  fc.record({ _not: fc.record({ house_id: fc.record({ _is_null: fc.boolean() }) }) }),
  fc.record({ data: fc.record({ _has_key: fc.constantFrom("a", "b") }) }),
  fc.record({ slug: fc.record({ _in: fc.array(slug, { maxLength: 3 }) }) }),
);

const onConflict: fc.Arbitrary<Json> = fc.record(
  {
    constraint: fc.constantFrom("thing_pkey", "thing_slug_key"),
    update_columns: fc.subarray(["n", "label", "done", "data", "house_id", "meta"]),
    where: condition,
  },
  { requiredKeys: ["constraint", "update_columns"] },
);

const set: fc.Arbitrary<Json> = some({ ...values, data: json });
const jsonChange = fc.oneof(
  fc.record({ _append: json }),
  fc.record({ _prepend: json }),
  fc.record({ _delete_key: fc.constantFrom("a", "b") }),
  fc.record({ _delete_elem: fc.integer({ min: -4, max: 3 }) }),
  fc.record({ _delete_at_path: fc.array(fc.constantFrom("a", "b", "0", "-1", "1"), { maxLength: 2 }) }),
);

/** What an update does: columns set, and others changed from what they are. */
const change: fc.Arbitrary<Json> = fc
  .record({
    _set: set,
    _inc: some({
      n: fc.integer({ min: -2, max: 2 }),
      big: fc.integer({ min: -2, max: 2 }),
      exact: fc.constantFrom(0.1, 1, -0.25),
      double: fc.constantFrom(0.1, 0.2, 1),
      single: fc.constantFrom(0.1, 0.2, 1),
    }),
    jsonb: fc.option(fc.tuple(fc.constantFrom("data", "meta"), jsonChange)),
  })
  .map(({ _set, _inc, jsonb }) => {
    const [column, operation = {}] = jsonb ?? [];
    const changed = new Set<string>([...Object.keys(_inc), ...(column ? [column] : [])]);
    const rest = Object.fromEntries(Object.entries(_set).filter(([name]) => !changed.has(name)));
    const all: Json = { _set: rest, _inc };
    if (column) for (const [name, operand] of Object.entries(operation)) all[name] = { [column]: operand };
    const given = Object.entries(all).filter(([, columns]) => Object.keys(columns as Json).length > 0);
    return given.length > 0 ? Object.fromEntries(given) : { _set: { n: 1 } };
  });

const OPERATORS = ["set", "inc", "append", "prepend", "delete_key", "delete_elem", "delete_at_path"];
const heads = OPERATORS.map((name) => `$_${name}: thing_${name}_input`).join(" ");
const uses = OPERATORS.map((name) => `_${name}: $_${name}`).join(" ");

const nested: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ house: fc.record({ data: fc.record({ id: houseId, name: fc.constantFrom("x", "y") }) }) }),
  fc.record({ badge: fc.record({ data: fc.record({ id: badgeId, text: fc.constantFrom("x", "y") }) }) }),
);

/** Everything that is declared predictable. */
export const mutations: fc.Arbitrary<RandomMutation> = fc.oneof(
  newThing.map((object) => ({
    kind: "insert one",
    document: "mutation ($object: thing_insert_input!) { insert_thing_one(object: $object) { id } }",
    variables: { object },
  })),
  newThings(1).map((objects) => ({
    kind: "insert many",
    document:
      "mutation ($objects: [thing_insert_input!]!) { insert_thing(objects: $objects) { affected_rows } }",
    variables: { objects },
  })),
  fc.tuple(thing, onConflict).map(([object, on]) => ({
    kind: "upsert",
    document:
      "mutation ($object: thing_insert_input!, $on: thing_on_conflict) { insert_thing_one(object: $object, on_conflict: $on) { id } }",
    variables: { object, on },
  })),
  fc.tuple(newThing, nested).map(([object, more]) => ({
    kind: "nested insert",
    document: "mutation ($object: thing_insert_input!) { insert_thing_one(object: $object) { id } }",
    variables: {
      object:
        "house" in more
          ? { ...Object.fromEntries(Object.entries(object).filter(([name]) => name !== "house_id")), ...more }
          : { ...object, ...more },
    },
  })),
  fc.tuple(houseId, newThings(0)).map(([id, things]) => ({
    kind: "nested insert of many",
    document: "mutation ($object: house_insert_input!) { insert_house_one(object: $object) { id } }",
    variables: {
      object: {
        id,
        things: {
          data: things.map((thing) =>
            Object.fromEntries(Object.entries(thing).filter(([name]) => name !== "house_id")),
          ),
        },
      },
    },
  })),
  fc.record({ id: badgeId, thing_id: thingId, text: fc.constantFrom("x", "y") }).map((object) => ({
    kind: "insert one to one",
    document: "mutation ($object: badge_insert_input!) { insert_badge_one(object: $object) { id } }",
    variables: { object },
  })),
  fc.tuple(fc.constantFrom(uuid("c", 0), uuid("c", 1)), thingId).map(([id, thing]) => ({
    kind: "move one to one",
    document:
      "mutation ($id: uuid!, $thing: uuid!) { update_badge_by_pk(pk_columns: { id: $id }, _set: { thing_id: $thing }) { id } }",
    variables: { id, thing },
  })),
  fc.tuple(thingId, change).map(([id, changes]) => ({
    kind: "update by key",
    document: `mutation ($id: uuid! ${heads}) { update_thing_by_pk(pk_columns: { id: $id } ${uses}) { id } }`,
    variables: { id, ...changes },
  })),
  fc.tuple(condition, change).map(([where, changes]) => ({
    kind: "update",
    document: `mutation ($where: thing_bool_exp! ${heads}) { update_thing(where: $where ${uses}) { affected_rows } }`,
    variables: { where, ...changes },
  })),
  fc.array(fc.tuple(condition, change), { minLength: 1, maxLength: 3 }).map((updates) => ({
    kind: "update many",
    document:
      "mutation ($updates: [thing_updates!]!) { update_thing_many(updates: $updates) { affected_rows } }",
    variables: { updates: updates.map(([where, changes]) => ({ where, ...changes })) },
  })),
  thingId.map((id) => ({
    kind: "delete by key",
    document: "mutation ($id: uuid!) { delete_thing_by_pk(id: $id) { id } }",
    variables: { id },
  })),
  badgeId.map((id) => ({
    kind: "delete one to one",
    document: "mutation ($id: uuid!) { delete_badge_by_pk(id: $id) { id } }",
    variables: { id },
  })),
  condition.map((where) => ({
    kind: "delete",
    document: "mutation ($where: thing_bool_exp!) { delete_thing(where: $where) { affected_rows } }",
    variables: { where },
  })),
);
