import type { Queryable } from "../execute/operation.ts";

export interface FunctionRow {
  schema: string;
  name: string;
  comment: string | null;
  volatility: "i" | "s" | "v";
  argument_names: string[] | null;
  argument_types: string[];
  defaults: number;
  returns_set: boolean;
  return_type: string;
  return_schema: string | null;
  return_table: string | null;
  variadic: boolean;
  has_out: boolean;
  overloaded: boolean;
  composites: ({ schema: string; name: string } | null)[];
}

/** Plain functions outside the system's schemas and outside extensions; no procedures, aggregates or triggers. */
export async function queryFunctions(client: Queryable): Promise<FunctionRow[]> {
  const { rows } = await client.query(`
    select n.nspname as schema, p.proname as name, obj_description(p.oid, 'pg_proc') as comment,
      p.provolatile as volatility, p.proargnames as argument_names,
      array(select unnest(p.proargtypes)::text) as argument_types,
      p.pronargdefaults as defaults, p.proretset as returns_set, p.prorettype::text as return_type,
      rn.nspname as return_schema, rc.relname as return_table,
      p.provariadic <> 0 as variadic,
      coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) as has_out,
      count(*) over (partition by n.nspname, p.proname) > 1 as overloaded,
      coalesce((select json_agg(case when ac.oid is null then null
          else json_build_object('schema', an.nspname, 'name', ac.relname) end order by u.position)
        from unnest(p.proargtypes::oid[]) with ordinality as u(oid, position)
        join pg_type at on at.oid = u.oid
        left join pg_class ac on ac.oid = at.typrelid and ac.relkind in ('r', 'p', 'v', 'm', 'f')
        left join pg_namespace an on an.oid = ac.relnamespace), '[]') as composites
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join pg_type t on t.oid = p.prorettype
    left join pg_class rc on rc.oid = t.typrelid and rc.relkind in ('r', 'p', 'v', 'm', 'f')
    left join pg_namespace rn on rn.oid = rc.relnamespace
    where p.prokind = 'f' and t.typname not in ('trigger', 'event_trigger')
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'hdb_local')
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    order by n.nspname, p.proname`);
  return rows as FunctionRow[];
}
