import type { Queryable } from "../execute/operation.ts";
import type { ExactComparisons } from "./view-reads/scope.ts";

export interface ViewRow {
  view: string;
  /** Relations that the view's query reads; may be views again. */
  sources: string[];
  /** The query as Postgres stores it. */
  definition: string;
  /** The query calls a function (or an operator on one) that is not immutable. */
  time_dependent: boolean;
  /** One of those may read tables, as far as one can tell. */
  calls_functions: boolean;
}

/**
 * Views and what they read. Relations come from pg_depend. Functions do not: built-in ones such as `now()` are pinned
 * and leave no dependency, so their oids are taken from the stored query tree.
 *
 * Postgres' own functions read no tables, except for a few that are told which by a name, an oid, a query or a row's
 * place, or that return whole rows or XML.
 */
export async function queryViews(client: Queryable): Promise<ViewRow[]> {
  const { rows } = await client.query(`
    select r.ev_class::text as view, r.ev_action::text as definition,
      array(select distinct d.refobjid::text from pg_depend d
        where d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class) as sources,
      r.ev_action::text like '%SQLVALUEFUNCTION%' or functions.number > 0 as time_dependent,
      functions.number > functions.harmless as calls_functions
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select count(*) as number, count(*) filter (
        where p.pronamespace = 'pg_catalog'::regnamespace and l.lanname = 'internal' and not p.proretset
          and not (p.proargtypes::oid[] || p.prorettype) && array['regclass', 'oid', 'name', 'refcursor', 'tid', 'tsquery',
            'xml', 'record', 'internal']::regtype[]::oid[]) as harmless
      from regexp_matches(r.ev_action::text, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\\d+)', 'g') as m(parts)
      join pg_proc p on p.oid = m.parts[1]::oid
      join pg_language l on l.oid = p.prolang
      -- Aggregates of Postgres' own change with time no more than what they are made of.
      where p.provolatile <> 'i' and not (p.prokind = 'a' and p.pronamespace = 'pg_catalog'::regnamespace)
    ) as functions
    where r.rulename = '_RETURN' and c.relkind = 'v' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`);
  return rows as ViewRow[];
}

/** Which equalities of which collations hold only values with identical texts to be equal. */
export async function queryExactComparisons(client: Queryable): Promise<ExactComparisons> {
  const { rows } = await client.query(`
    select
      array(select o.oid::text from pg_operator o
        where o.oprname = '=' and o.oprnamespace = 'pg_catalog'::regnamespace
          and o.oprleft = any (exact.types) and o.oprright = any (exact.types)) as operators,
      array(select oid::text from pg_collation where collisdeterministic) as collations
    from (select '{uuid,int2,int4,int8,text,bool}'::regtype[]::oid[] as types) as exact`);
  const [{ operators, collations }] = rows as [{ operators: string[]; collations: string[] }];
  return { operators: new Set(operators), collations: new Set(collations) };
}
