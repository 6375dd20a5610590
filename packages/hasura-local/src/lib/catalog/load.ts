import type { Queryable } from "../execute/operation.ts";
import { BaseTables } from "./base-tables.ts";
import { exactColumnFamily } from "./exact-equality.ts";
import { queryColumns } from "./query-columns.ts";
import { queryConstraints } from "./query-constraints.ts";
import type { ConstraintRow } from "./query-constraints.ts";
import { queryFunctions } from "./query-functions.ts";
import type { FunctionRow } from "./query-functions.ts";
import { queryRelations } from "./query-relations.ts";
import { queryTypes } from "./query-types.ts";
import { queryExactComparisons, queryViews } from "./query-views.ts";
import { tableKey } from "./types.ts";
import type {
  Catalog,
  CatalogColumn,
  CatalogFunction,
  CatalogTable,
  CatalogTableRead,
  CatalogType,
} from "./types.ts";

const relationKinds = {
  r: "table",
  p: "table",
  v: "view",
  m: "materialized-view",
  f: "foreign-table",
} as const;

const volatilities = { i: "immutable", s: "stable", v: "volatile" } as const;

/** Reads the catalog of a database; takes one round trip per kind of object. */
export async function loadCatalog(client: Queryable): Promise<Catalog> {
  const types = await queryTypes(client);
  const relations = await queryRelations(client);
  const columnRows = await queryColumns(client);
  const constraintRows = await queryConstraints(client);
  const viewRows = await queryViews(client);
  const exact = await queryExactComparisons(client);
  const functionRows = await queryFunctions(client);

  /** By relation, then by number. */
  const columns = new Map<string, Map<number, CatalogColumn>>();
  for (const row of columnRows) {
    const ofRelation = columns.get(row.relation) ?? new Map<number, CatalogColumn>();
    columns.set(row.relation, ofRelation);
    ofRelation.set(row.number, {
      name: row.name,
      type: typeOf(types, row.type),
      notNull: row.not_null,
      hasDefault: row.has_default,
      generated: row.generated,
      deterministic: row.deterministic,
      comment: row.comment,
    });
  }
  const columnsOf = (oid: string): CatalogColumn[] => [...(columns.get(oid)?.values() ?? [])];
  const constraints = groupConstraints(constraintRows);
  const byOid = new Map(relations.map((row) => [row.oid, row]));
  const bases = new BaseTables(relations, viewRows, exact);
  const readsOf = (oid: string): CatalogTableRead[] =>
    bases.readsOf(oid, [...(columns.get(oid)?.keys() ?? [])]).flatMap(({ relation, columns: pairs }) => {
      const source = byOid.get(relation);
      if (source === undefined) return [];
      const keys = keyColumns(columnsOf(relation), constraints.get(relation) ?? []);
      const named = pairs.flatMap((pair) => {
        const [own, base] = [columns.get(oid)?.get(pair.own), columns.get(relation)?.get(pair.source)];
        if (own === undefined || base === undefined || !keys.includes(base.name)) return [];
        return exactColumnFamily(own) === exactColumnFamily(base) ? [{ own: own.name, base: base.name }] : [];
      });
      return [{ table: { schema: source.schema, name: source.name, keyColumns: keys }, columns: named }];
    });

  const tables = new Map<string, CatalogTable>();
  for (const row of relations) {
    const own = constraints.get(row.oid) ?? [];
    const primary = own.find((constraint) => constraint.kind === "p");
    const table: CatalogTable = {
      schema: row.schema,
      name: row.name,
      kind: relationKinds[row.kind],
      comment: row.comment,
      columns: columnsOf(row.oid),
      primaryKey: primary === undefined ? null : { name: primary.name, columns: primary.columns },
      uniqueConstraints: own
        .filter((constraint) => constraint.kind !== "f")
        .map(({ name, columns: names }) => ({ name, columns: names })),
      foreignKeys: own
        .filter((constraint) => constraint.kind === "f")
        .map((constraint) => ({
          name: constraint.name,
          columns: constraint.columns,
          target: { schema: constraint.target_schema ?? "", name: constraint.target_name ?? "" },
          targetColumns: constraint.target_columns ?? [],
        })),
      insertable: (row.updatable & 8) !== 0,
      updatable: (row.updatable & 4) !== 0,
      deletable: (row.updatable & 16) !== 0,
      reads: readsOf(row.oid),
      timeDependent: bases.some(row.oid, (view) => view.time_dependent),
      callsFunctions: bases.some(row.oid, (view) => view.calls_functions),
    };
    tables.set(tableKey(table), table);
  }
  return { tables, functions: functionRows.map((row) => catalogFunction(row, types)) };
}

function typeOf(types: ReadonlyMap<string, CatalogType>, oid: string): CatalogType {
  const type = types.get(oid);
  if (type === undefined) throw new Error(`The database has no type with the oid ${oid}`);
  return type;
}

function keyColumns(columns: readonly CatalogColumn[], constraints: readonly ConstraintRow[]): string[] {
  const keys = constraints.filter(({ kind }) => kind !== "u").flatMap((constraint) => constraint.columns);
  return columns
    .filter((column) => keys.includes(column.name) && exactColumnFamily(column) !== null)
    .map((column) => column.name);
}

function groupConstraints(rows: readonly ConstraintRow[]): Map<string, ConstraintRow[]> {
  const groups = new Map<string, ConstraintRow[]>();
  for (const row of rows) {
    const group = groups.get(row.relation);
    if (group === undefined) groups.set(row.relation, [row]);
    else group.push(row);
  }
  return groups;
}

function catalogFunction(row: FunctionRow, types: ReadonlyMap<string, CatalogType>): CatalogFunction {
  const unsupported = row.overloaded
    ? "is overloaded"
    : row.variadic
      ? "has a variadic argument"
      : row.has_out
        ? "has OUT arguments"
        : null;
  return {
    schema: row.schema,
    name: row.name,
    comment: row.comment,
    volatility: volatilities[row.volatility],
    arguments: row.argument_types.map((type, index) => ({
      name: row.argument_names?.[index] ?? "",
      type: typeOf(types, type),
      composite: row.composites[index] ?? null,
    })),
    defaults: row.defaults,
    returnsSet: row.returns_set,
    returnType: typeOf(types, row.return_type),
    returnTable:
      row.return_table === null || row.return_schema === null
        ? null
        : { schema: row.return_schema, name: row.return_table },
    unsupported,
  };
}
