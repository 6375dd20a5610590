import type { Queryable } from "../execute/operation.ts";

export interface ColumnRow {
  relation: string;
  number: number;
  name: string;
  type: string;
  not_null: boolean;
  has_default: boolean;
  generated: boolean;
  deterministic: boolean;
  comment: string | null;
}

/** The live columns of every relation that `queryRelations` lists, in their order. */
export async function queryColumns(client: Queryable): Promise<ColumnRow[]> {
  const { rows } = await client.query(`
    select a.attrelid::text as relation, a.attnum as number, a.attname as name, a.atttypid::text as type,
      a.attnotnull or (t.typtype = 'd' and t.typnotnull) as not_null,
      a.atthasdef or a.attidentity <> '' as has_default,
      a.attidentity = 'a' or a.attgenerated <> '' as generated,
      coalesce(l.collisdeterministic, true) as deterministic,
      col_description(a.attrelid, a.attnum) as comment
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid
    left join pg_collation l on l.oid = a.attcollation
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'hdb_local')
    order by a.attrelid, a.attnum`);
  return rows as ColumnRow[];
}
