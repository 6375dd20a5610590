import fc from "fast-check";

/** Tests only: random permissions and questions about dinners, their members and their items, and views of them. */

export const TABLE_NAMES = ["dinners", "members", "items", "latest", "attendance", "counts"] as const;
export type TableName = (typeof TABLE_NAMES)[number];
type Json = { [key: string]: unknown };

export const PEOPLE = ["u1", "u2", "u3"];
export const person = fc.constantFrom(...PEOPLE);
export const dinner = fc.integer({ min: 1, max: 4 });
export const item = fc.integer({ min: 1, max: 8 });
export const code = fc.constantFrom("a", "b", "c");

export const schema = `
  create table dinners (id int primary key, code text, owner text, rank int not null default 0);
  create table members (
    dinner_id int references dinners on delete cascade on update cascade, person text, primary key (dinner_id, person)
  );
  create table items (
    id int primary key, dinner_id int references dinners on delete cascade on update cascade,
    person text, code text, rank int not null default 0
  );
  create view latest as
    select distinct on (dinner_id, person) dinner_id, person, id, code from items order by dinner_id, person, id desc;
  create view attendance as
    select dinner_id, person from members union select dinner_id, person from items where code <> 'c';
  create view counts as
    select dinners.id as dinner_id, owner as person, count(latest.id)::int as people,
      (select count(*) from items where dinner_id = dinners.id)::int as items
    from dinners left join latest on latest.dinner_id = dinners.id group by dinners.id;`;

/** Columns by table with their values, and relationships with what they lead to. */
const columns: Record<TableName, Record<string, fc.Arbitrary<unknown>>> = {
  dinners: { id: dinner, code, owner: person },
  members: { dinner_id: dinner, person },
  items: { id: item, dinner_id: dinner, person, code },
  latest: { id: item, dinner_id: dinner, person, code },
  attendance: { dinner_id: dinner, person },
  counts: { dinner_id: dinner, person },
};
/** What is selected as well. */
const figures: Partial<Record<TableName, readonly string[]>> = {
  dinners: ["rank"],
  items: ["rank"],
  counts: ["people", "items"],
};
const relationships: Record<TableName, Record<string, TableName>> = {
  dinners: {
    items: "items",
    members: "members",
    coded_items: "items",
    latest: "latest",
    attendance: "attendance",
    counts: "counts",
  },
  members: { dinner: "dinners" },
  items: { dinner: "dinners", siblings: "items", attendance: "attendance" },
  latest: { dinner: "dinners", siblings: "items" },
  attendance: { dinner: "dinners" },
  counts: { dinner: "dinners" },
};

const toDinner = manual("dinner", "dinners", { dinner_id: "id" });

export const relationshipsOf = {
  dinners: {
    array_relationships: [
      manual("items", "items", { id: "dinner_id" }),
      manual("members", "members", { id: "dinner_id" }),
      // Not by a key: what is known of a dinner's id says nothing about them.
      manual("coded_items", "items", { code: "code" }),
      manual("latest", "latest", { id: "dinner_id" }),
      manual("attendance", "attendance", { id: "dinner_id" }),
      manual("counts", "counts", { id: "dinner_id" }),
    ],
  },
  members: { object_relationships: [{ name: "dinner", using: { foreign_key_constraint_on: "dinner_id" } }] },
  items: {
    object_relationships: [{ name: "dinner", using: { foreign_key_constraint_on: "dinner_id" } }],
    array_relationships: [
      manual("siblings", "items", { dinner_id: "dinner_id" }),
      manual("attendance", "attendance", { dinner_id: "dinner_id", person: "person" }),
    ],
  },
  latest: {
    object_relationships: [toDinner],
    array_relationships: [manual("siblings", "items", { dinner_id: "dinner_id" })],
  },
  attendance: { object_relationships: [toDinner] },
  counts: { object_relationships: [toDinner] },
};

function manual(name: string, target: TableName, mapping: Record<string, string>) {
  return {
    name,
    using: {
      manual_configuration: { remote_table: { schema: "public", name: target }, column_mapping: mapping },
    },
  };
}

const pick = (record: Record<string, unknown>): fc.Arbitrary<string> =>
  fc.constantFrom(...Object.keys(record));

/** @param more what only permissions can say. */
function condition(
  table: TableName,
  depth: number,
  more?: (table: TableName) => fc.Arbitrary<Json>[],
): fc.Arbitrary<Json> {
  const leaf = pick(columns[table]).chain((name) =>
    fc
      .tuple(
        fc.constantFrom("_eq", "_eq", "_eq", "_eq", "_neq", "_gt"),
        columns[table][name] ?? fc.constant(null),
      )
      .map(([operator, value]): Json => ({ [name]: { [operator]: value } })),
  );
  if (depth === 0) return leaf;
  const inner = condition(table, depth - 1, more);
  const related = pick(relationships[table]).chain((name) =>
    condition(relationships[table][name] ?? table, depth - 1, more).map((where): Json => ({ [name]: where })),
  );
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 4, arbitrary: related },
    { weight: 3, arbitrary: fc.tuple(inner, inner).map((terms): Json => ({ _and: terms })) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map((terms): Json => ({ _or: terms })) },
    { weight: 1, arbitrary: inner.map((term): Json => ({ _not: term })) },
    ...(more?.(table) ?? []).map((arbitrary) => ({ weight: 2, arbitrary })),
  );
}

/** A permission's filter: session variables, `_exists`, columns of the row that it is asked for. */
export function filter(table: TableName): fc.Arbitrary<Json> {
  const own = (at: TableName): fc.Arbitrary<Json>[] => {
    const mine = at === "dinners" ? "owner" : "person";
    const root = table === "dinners" ? "id" : "dinner_id";
    const members = fc.constant<Json>({
      _exists: {
        _table: { schema: "public", name: "members" },
        _where: { dinner_id: { _ceq: ["$", root] }, person: { _eq: "X-Hasura-User-Id" } },
      },
    });
    return [fc.constant<Json>({ [mine]: { _eq: "X-Hasura-User-Id" } }), members];
  };
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant<Json>({}) },
    { weight: 5, arbitrary: condition(table, 2, own) },
  );
}

/** A subscription's root field, with its variables. */
export interface Question {
  text: string;
  variables: Json;
}

export const question: fc.Arbitrary<Question> = fc.oneof(
  ...(["dinners", "items"] as const).map((table) =>
    fc.tuple(table === "items" ? item : dinner, selection(table, 2)).map(([id, fields]) => ({
      text: `($id: Int!) { ${table}_by_pk(id: $id) { ${fields} } }`,
      variables: { id },
    })),
  ),
  ...TABLE_NAMES.flatMap((table) => [
    fc.tuple(condition(table, 2), selection(table, 1)).map(([where, fields]) => ({
      text: `($where: ${table}_bool_exp!) { ${table}(where: $where, ${orders[table]}) { ${fields} } }`,
      variables: { where },
    })),
    condition(table, 1).map((where) => ({
      text: `($where: ${table}_bool_exp!) { ${table}_aggregate(where: $where) { aggregate { count } } }`,
      variables: { where },
    })),
  ]),
);

function selection(table: TableName, depth: number): fc.Arbitrary<string> {
  const own = [...Object.keys(columns[table]), ...(figures[table] ?? [])].join(" ");
  if (depth === 0) return fc.constant(own);
  const nested = pick(relationships[table]).chain((name) => {
    const target = relationships[table][name] ?? table;
    const fields = selection(target, depth - 1);
    if (name === "dinner") return fields.map((inner) => `${name} { ${inner} }`);
    return fc.oneof(
      fields.map((inner) => `${name}(${orders[target]}) { ${inner} }`),
      fields.map((inner) => `${name}(${orders[target]}, limit: 2) { ${inner} }`),
      fc.constant(`${name}_aggregate { aggregate { count } }`),
    );
  });
  return fc
    .uniqueArray(nested, { maxLength: 3, selector: (text) => text.split(/\W/)[0] })
    .map((fields) => [own, ...fields].join(" "));
}

const orders: Record<TableName, string> = {
  dinners: "order_by: [{items_aggregate: {count: asc}}, {id: asc}]",
  members: "order_by: [{dinner: {rank: asc}}, {dinner_id: asc}, {person: asc}]",
  items: "order_by: [{dinner: {rank: asc}}, {id: asc}]",
  latest: "order_by: [{dinner: {rank: asc}}, {dinner_id: asc}, {person: asc}]",
  attendance: "order_by: [{dinner_id: asc}, {person: asc}]",
  counts: "order_by: [{people: asc}, {dinner_id: asc}]",
};
