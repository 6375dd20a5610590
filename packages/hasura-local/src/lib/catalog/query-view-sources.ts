import type { Queryable } from "../execute/operation.ts";

export interface ViewSourceRow {
  view: string;
  /** Relations that the view's query reads; may be views again. */
  sources: string[];
  /** The query calls a function (or an operator on one) that is not immutable. */
  time_dependent: boolean;
}

/**
 * What views read. Relations come from pg_depend. Functions do not: built-in ones such as `now()` are pinned and
 * leave no dependency, so their oids are taken from the stored query tree.
 */
export async function queryViewSources(client: Queryable): Promise<ViewSourceRow[]> {
  const { rows } = await client.query(`
    select r.ev_class::text as view,
      array(select distinct d.refobjid::text from pg_depend d
        where d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class) as sources,
      r.ev_action::text like '%SQLVALUEFUNCTION%' or exists (
        select from regexp_matches(r.ev_action::text, ':(?:func|opfunc|agg|winfn)(?:id|noid)? (\\d+)', 'g') as m(parts)
        join pg_proc p on p.oid = m.parts[1]::oid
        where p.provolatile <> 'i') as time_dependent
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace
    where r.rulename = '_RETURN' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`);
  return rows as ViewSourceRow[];
}
