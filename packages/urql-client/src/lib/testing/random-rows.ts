import fc from "fast-check";
import type { ScratchApiOptions } from "./scratch-api.ts";

/** Columns of every kind, with the traps in them: a linguistic collation, microseconds, zones, JSON's own null, numbers beyond doubles. */
export const RANDOM_TABLES: Pick<ScratchApiOptions, "sql" | "tables" | "bytewise"> = {
  sql: `
    create table house (id uuid primary key, name text collate "und-x-icu", size int not null);
    create table thing (
      id uuid primary key, house_id uuid references house,
      small smallint, n int not null, big bigint, exact numeric, single real, double double precision,
      flag boolean, label text collate "und-x-icu", code text collate "C" not null, padded char(3),
      at timestamptz, local timestamp, day date, clock time,
      meta jsonb, data jsonb not null, tags text[], numbers int[], span interval
    );`,
  tables: [
    {
      table: { schema: "public", name: "house" },
      array_relationships: [
        {
          name: "things",
          using: {
            foreign_key_constraint_on: {
              column: "house_id",
              table: { schema: "public", name: "thing" },
            } as never,
          },
        },
      ],
    },
    {
      table: { schema: "public", name: "thing" },
      object_relationships: [{ name: "house", using: { foreign_key_constraint_on: "house_id" } }],
    },
  ],
  bytewise: ["thing.code"],
};

/** A row, or a condition, as JSON. */
export type Json = Record<string, unknown>;

const ids = [1, 2, 3, 4].map((digit) => `0000000${digit}-000a-4000-8000-00000000000b`);
const texts = [
  "",
  "a",
  "A",
  "b",
  "B",
  "ab",
  "a b",
  "aB",
  "ä",
  "i",
  "I",
  "a%",
  "a_",
  "a\\",
  "\ue000",
  "😀",
  "Z",
  "a\nb",
];
const numbers = [0, 1, -1, 2, 3, 1.5, -2.25, 0.1, 123_456_789_012_345];
const digits = [
  "1.50",
  "0.10",
  "0.1000000000000000000001",
  "12345678901234567890.5",
  "12345678901234567890.50",
  "1e3",
  "-0.0",
];
const bigints = [0, 1, -1, 5];
const bigDigits = ["9007199254740993", "9007199254740992", "9223372036854775807", "7"];
const reals = [0, 1, 0.1, 0.30000001192092896, 0.3, 1e-7, -3.5];
const instants = [
  "2024-01-01T00:00:00Z",
  "2024-01-01T00:00:00.000001Z",
  "2024-01-01T01:00:00+01:00",
  "2024-01-01 05:30:00.000001+05:30",
  "2023-12-31T23:59:59.999999-00",
  "2024-02-29T12:00Z",
  "2024-01-01T00:00:00.1Z",
  "infinity",
];
const locals = [
  "2024-01-01T00:00:00",
  "2024-01-01 00:00:00.000001",
  "2024-01-01T00:00:00+05:00",
  "2024-02-29T12:00",
];
const days = ["2024-02-29", "2024-03-01", "0900-01-01", "infinity", "10000-01-01"];
const clocks = ["00:00:00", "12:30", "12:30:00.5", "12:30:00.50", "23:59:59.999999", "24:00:00"];

const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, 1, 1.5, "", "a", "b"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

const pieces = (list: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...list), { maxLength: 4 }).map((parts) => parts.join(""));
const likes = pieces(["a", "b", "A", "B", "i", "ä", "%", "%", "_", "\\%", "\\_", "\\\\", " ", "."]);
const regexes = pieces([
  "a",
  "b",
  "A",
  "i",
  ".",
  "a*",
  "b+",
  "a?",
  ".*",
  "\\.",
  "\\$",
  "[ab]",
  "(a|b)",
  "\\d",
  " ",
]).chain((middle) => fc.constantFrom(middle, `^${middle}`, `${middle}$`, `^${middle}$`));
const similars = pieces(["a", "b", "A", "%", "_", "(a|b)", "[ab]", " ", "a*"]);

/** What a column holds. */
interface ColumnKind {
  values: fc.Arbitrary<unknown>;
  /** What it is compared with, where that is more than it holds. */
  operands?: fc.Arbitrary<unknown>;
  required?: true;
  operators?: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

/** The columns of `thing`. @param areTexts Whether the API shows exact numbers as strings, so that digits of any number are known. */
export function columnsOfThing(areTexts: boolean): Record<string, ColumnKind> {
  const listOf = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> =>
    fc.array(values, { maxLength: 3 });
  const text = fc.constantFrom(...texts);
  const patterns = Object.fromEntries(
    [
      [["_like", "_nlike", "_ilike", "_nilike"], likes],
      [["_regex", "_nregex", "_iregex", "_niregex"], regexes],
      [["_similar", "_nsimilar"], similars],
    ].flatMap(([names, operands]) =>
      (names as string[]).map((name) => [name, operands as fc.Arbitrary<string>]),
    ),
  );
  const containment = (values: fc.Arbitrary<unknown>) => ({ _contains: values, _contained_in: values });
  const keys = fc.constantFrom("a", "b", "c");
  const jsonOperators = {
    ...containment(json.filter((value) => value !== null)),
    _has_key: keys,
    _has_keys_any: listOf(keys),
    _has_keys_all: listOf(keys),
  };
  const jsonColumn = {
    values: json,
    operands: json.filter((value) => value !== null),
    operators: jsonOperators,
  };
  const exact = fc.constantFrom<unknown>(...numbers, ...(areTexts ? digits : []));
  return {
    house_id: { values: fc.constantFrom(...ids), operands: fc.constantFrom(...ids, ids[0]!.toUpperCase()) },
    small: { values: fc.integer({ min: -2, max: 2 }) },
    n: { values: fc.integer({ min: -2, max: 2 }), required: true },
    big: { values: fc.constantFrom<unknown>(...bigints, ...bigDigits) },
    exact: {
      values: exact,
      operands: fc.constantFrom<unknown>(...numbers, "1.50", "1.500", ...(areTexts ? digits : [])),
    },
    single: { values: fc.constantFrom(...reals) },
    double: { values: fc.constantFrom<unknown>(...reals, "NaN", "Infinity") },
    flag: { values: fc.boolean() },
    label: { values: text, operators: patterns },
    code: { values: text, operators: patterns, required: true },
    padded: { values: fc.constantFrom("a", "ab", "abc", "") },
    at: {
      values: fc.constantFrom(...instants),
      operands: fc.constantFrom(...instants, "2024-01-01T00:00:00"),
    },
    local: { values: fc.constantFrom(...locals) },
    day: { values: fc.constantFrom(...days) },
    clock: { values: fc.constantFrom(...clocks) },
    meta: jsonColumn,
    data: { ...jsonColumn, required: true },
    tags: {
      values: listOf(fc.constantFrom<unknown>("a", "b", "A", null)),
      operands: listOf(fc.constantFrom("a", "b", "A")),
      operators: containment(listOf(fc.constantFrom("a", "b", "A"))),
    },
    numbers: {
      values: listOf(fc.integer({ min: 0, max: 2 })),
      operators: containment(listOf(fc.integer({ min: 0, max: 2 }))),
    },
    span: { values: fc.constantFrom("1 day", "24:00:00", "1 mon") },
  };
}

/** Rows of both tables. SQL's null is `undefined` here, since JSON's is a value of its own. */
export function rowsOf(kinds: Record<string, ColumnKind>): fc.Arbitrary<{ house: Json[]; thing: Json[] }> {
  const columns = Object.fromEntries(
    Object.entries(kinds).map(([name, { values, required }]) => [
      name,
      required ? values : fc.option(values, { nil: undefined, freq: 4 }),
    ]),
  );
  return fc.record({
    house: fc
      .tuple(
        ...ids.map(() =>
          fc.record({ name: fc.option(fc.constantFrom(...texts)), size: fc.integer({ min: 0, max: 2 }) }),
        ),
      )
      .map((rows) => rows.map((row, at) => ({ id: ids[at], ...row }))),
    thing: fc
      .array(fc.record(columns), { minLength: 4, maxLength: 10 })
      .map((rows) => rows.map((row, at) => ({ id: `0000000${at}-0000-4000-8000-000000000000`, ...row }))),
  });
}

/** What a column can be compared with, by operator. */
function operandsOf({ values, operands = values, operators = {} }: ColumnKind) {
  const operand = operands.filter((value) => value !== null);
  const all: Record<string, fc.Arbitrary<unknown>> = { ...operators, _is_null: fc.boolean() };
  for (const name of ["_eq", "_neq", "_gt", "_gte", "_lt", "_lte"]) all[name] = operand;
  const isArray = "_contains" in operators && !("_has_key" in operators);
  if (!isArray) for (const name of ["_in", "_nin"]) all[name] = fc.array(operand, { maxLength: 3 });
  return all;
}

/** One condition on `thing` for every operator there is. */
export function everyOperator(kinds: Record<string, ColumnKind>): fc.Arbitrary<Json[]> {
  const byName = new Map<string, fc.Arbitrary<Json>[]>();
  for (const [column, kind] of Object.entries(kinds)) {
    for (const [name, operand] of Object.entries(operandsOf(kind))) {
      const condition = fc.record({ [column]: fc.record({ [name]: operand }) });
      byName.set(name, [...(byName.get(name) ?? []), condition]);
    }
  }
  return fc.tuple(...[...byName.values()].map((conditions) => fc.oneof(...conditions)));
}

/** Conditions on `thing`. */
export function conditionsOf(kinds: Record<string, ColumnKind>): fc.Arbitrary<Json> {
  const comparison = (kind: ColumnKind): fc.Arbitrary<Json> =>
    fc.oneof(...Object.entries(operandsOf(kind)).map(([name, values]) => fc.record({ [name]: values })));
  const houses: Record<string, ColumnKind> = {
    size: { values: fc.integer({ min: 0, max: 2 }) },
    name: { values: fc.constantFrom(...texts) },
  };
  const leaves = (of: Record<string, ColumnKind>): fc.Arbitrary<Json>[] =>
    Object.entries(of).map(([name, kind]) => fc.record({ [name]: comparison(kind) }));
  return fc.letrec<{ thing: Json; house: Json; leaf: Json }>((tie) => {
    const combined = (self: fc.Arbitrary<Json>): fc.Arbitrary<Json>[] => [
      fc.record({ _and: fc.array(self, { maxLength: 3 }) }),
      fc.record({ _or: fc.array(self, { maxLength: 3 }) }),
      fc.record({ _not: self }),
    ];
    const count = fc.record({
      count: fc.record(
        { predicate: comparison({ values: fc.integer({ min: 0, max: 4 }) }), filter: tie("thing") },
        { requiredKeys: ["predicate"] },
      ),
    });
    return {
      leaf: fc.oneof(...leaves(kinds)),
      thing: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        tie("leaf"),
        tie("leaf"),
        ...combined(tie("thing")),
        fc.record({ house: tie("house") }),
      ),
      house: fc.oneof(
        { maxDepth: 2, depthSize: "small" },
        ...leaves(houses),
        fc.constant<Json>({}),
        ...combined(tie("house")),
        fc.record({ things: tie("thing") }),
        fc.record({ things_aggregate: count }),
      ),
    };
  }).thing;
}

const direction = fc.constantFrom(
  "asc",
  "desc",
  "asc_nulls_first",
  "asc_nulls_last",
  "desc_nulls_first",
  "desc_nulls_last",
);

/** Orders of `thing`, total by the key. */
export function ordersOf(kinds: Record<string, ColumnKind>): fc.Arbitrary<Json[]> {
  const criterion = fc.oneof(
    ...Object.keys(kinds).map((name) => fc.record({ [name]: direction })),
    fc.record({ house: fc.record({ size: direction }) }),
    fc.record({ house: fc.record({ name: direction }) }),
    fc.record({ house: fc.record({ things_aggregate: fc.record({ count: direction }) }) }),
  );
  return fc.array(criterion, { minLength: 1, maxLength: 2 }).map((criteria) => [...criteria, { id: "asc" }]);
}
