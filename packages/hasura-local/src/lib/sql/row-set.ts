import type { RowsPlan } from "../plan/select-plan.ts";
import { join, nothing, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf, identifier } from "./identifier.ts";
import { limitClause } from "./limit.ts";
import { orderClause, orderDirection, orderValue } from "./order-by.ts";
import { rowSource } from "./row-source.ts";
import type { Parent } from "./row-source.ts";
import type { SqlContext } from "./sql-context.ts";
import { conditions, joined, scopeOf, unlessAlways } from "./where.ts";
import type { Scope } from "./where.ts";

/** The rows themselves, for aggregates: `alias.*` where a limit applies, the bare source otherwise. */
export function rowSet(
  context: SqlContext,
  plan: RowsPlan,
  parent: Parent | null,
  alias: string,
): { from: Fragment; where: Fragment } {
  const limited = plan.limit !== null || plan.offset !== null || plan.distinctOn.length > 0;
  if (!limited) {
    const from = rowSource(context, plan, parent, alias);
    return { from, where: conditions(rowConditions(context, plan, parent, scopeOf(alias))) };
  }
  const inner = context.alias();
  const scope = scopeOf(inner);
  const from = rowSource(context, plan, parent, inner);
  const where = conditions(rowConditions(context, plan, parent, scope));
  const base = sql`SELECT ${distinctClause(plan, inner)}${identifier(inner)}.* FROM ${from} WHERE ${where}${orderItems(
    context,
    plan,
    scope,
  )}${limitClause({ ...plan, permissionLimit: null })}`;
  return { from: sql`(${base}) AS ${identifier(alias)}`, where: trusted("true") };
}

/** What a row must satisfy to be of the set: it belongs to its parent and passes the condition. */
export function rowConditions(
  context: SqlContext,
  plan: RowsPlan,
  parent: Parent | null,
  scope: Scope,
): Fragment[] {
  return [
    ...(plan.join !== null && parent !== null ? [joined(plan.join, parent.alias, scope.current)] : []),
    ...unlessAlways(context, plan.where, scope),
  ];
}

export function distinctClause(plan: RowsPlan, alias: string): Fragment {
  if (plan.distinctOn.length === 0) return nothing;
  return sql`DISTINCT ON (${join(
    plan.distinctOn.map((column) => columnOf(alias, column.name)),
    ", ",
  )}) `;
}

/** ORDER BY of a set's rows. */
export function orderItems(context: SqlContext, plan: RowsPlan, scope: Scope): Fragment {
  return orderClause(
    plan.orderBy.map((item) => sql`${orderValue(context, item.value, scope)}${orderDirection(item)}`),
  );
}
