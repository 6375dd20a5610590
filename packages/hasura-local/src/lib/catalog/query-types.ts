import type { Queryable } from "../execute/operation.ts";
import type { CatalogType } from "./types.ts";

interface TypeRow {
  oid: string;
  name: string;
  sql_name: string;
  kind: string;
  element: string | null;
  base: string | null;
}

const kinds: Record<string, CatalogType["kind"]> = {
  b: "base",
  c: "composite",
  d: "domain",
  e: "enum",
  r: "range",
};

/** Every type of the database by its oid; arrays point to the record of their element. */
export async function queryTypes(client: Queryable): Promise<Map<string, CatalogType>> {
  const { rows } = await client.query(`
    select t.oid::text as oid, t.typname as name, format_type(t.oid, -1) as sql_name, t.typtype as kind,
      case when t.typelem <> 0 and t.typlen = -1 and t.typcategory = 'A' then t.typelem::text end as element,
      case when t.typtype = 'd' then t.typbasetype::text end as base
    from pg_type t`);
  const byOid = new Map((rows as TypeRow[]).map((row) => [row.oid, row]));
  const types = new Map<string, CatalogType>();
  const resolve = (oid: string): CatalogType => {
    const known = types.get(oid);
    if (known !== undefined) return known;
    const row = byOid.get(oid);
    if (row === undefined) throw new Error(`The database has no type with the oid ${oid}`);
    const type: CatalogType = {
      name: row.name,
      sqlName: row.sql_name,
      kind: row.element !== null ? "array" : (kinds[row.kind] ?? "other"),
      element: row.element === null ? null : resolve(row.element),
      base: row.base === null ? null : resolve(row.base),
    };
    types.set(oid, type);
    return type;
  };
  for (const oid of byOid.keys()) resolve(oid);
  return types;
}
