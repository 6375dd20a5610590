import type { Queryable } from "../execute/operation.ts";

export interface ConstraintRow {
  relation: string;
  name: string;
  kind: "p" | "u" | "f";
  columns: string[];
  target_schema: string | null;
  target_name: string | null;
  target_columns: string[] | null;
}

/** Primary keys, unique constraints and foreign keys with their columns in the order of the constraint. */
export async function queryConstraints(client: Queryable): Promise<ConstraintRow[]> {
  const { rows } = await client.query(`
    select k.conrelid::text as relation, k.conname as name, k.contype as kind,
      array(select a.attname::text from unnest(k.conkey) with ordinality as u(num, position)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num order by u.position) as columns,
      fn.nspname as target_schema, fc.relname as target_name,
      case when k.contype = 'f' then array(select a.attname::text from unnest(k.confkey) with ordinality as u(num, position)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num order by u.position) end as target_columns
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_class fc on fc.oid = k.confrelid
    left join pg_namespace fn on fn.oid = fc.relnamespace
    where k.contype in ('p', 'u', 'f')
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'hdb_local')
    order by k.conrelid, k.conname`);
  return rows as ConstraintRow[];
}
