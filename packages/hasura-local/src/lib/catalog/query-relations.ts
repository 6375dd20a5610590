import type { Queryable } from "../execute/operation.ts";

export interface RelationRow {
  oid: string;
  schema: string;
  name: string;
  kind: "r" | "p" | "v" | "m" | "f";
  comment: string | null;
  /** Bits of pg_relation_is_updatable: 4 update, 8 insert, 16 delete. */
  updatable: number;
}

/** Every table, view, materialized view and foreign table outside the system's and this server's schemas. */
export async function queryRelations(client: Queryable): Promise<RelationRow[]> {
  const { rows } = await client.query(`
    select c.oid::text as oid, n.nspname as schema, c.relname as name, c.relkind as kind,
      obj_description(c.oid, 'pg_class') as comment,
      pg_relation_is_updatable(c.oid, true) as updatable
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'hdb_local')
    order by n.nspname, c.relname`);
  return rows as RelationRow[];
}
