import { isAlways } from "../plan/boolean-expression.ts";
import type { BooleanExpression } from "../plan/boolean-expression.ts";
import { literal, nothing, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";
import { condition, scopeOf } from "./where.ts";

/**
 * The setting that no server has: reading it is how a statement refuses itself. That needs no function in the
 * database, and undoes a single statement without a transaction around it.
 */
export const CHECK_VIOLATION = "hdb_local.check_violation";

/**
 * The last item of a RETURNING list: fails the statement for a row that a permission's check does not allow. A check
 * that is neither true nor false fails too.
 */
export function checkColumn(context: SqlContext, check: BooleanExpression, alias: string): Fragment {
  if (isAlways(check)) return nothing;
  return sql`, ${refuseUnless(condition(context, check, scopeOf(alias)))} AS "~check"`;
}

/** After an upsert: the insert check for rows that are new, the update check for rows that were there. */
export function upsertCheckColumn(
  context: SqlContext,
  insertCheck: BooleanExpression,
  updateCheck: BooleanExpression,
  alias: string,
): Fragment {
  if (isAlways(insertCheck) && isAlways(updateCheck)) return nothing;
  const scope = scopeOf(alias);
  const inserted = condition(context, insertCheck, scope);
  const updated = condition(context, updateCheck, scope);
  return sql`, ${refuseUnless(sql`CASE WHEN ${columnOf(alias, "xmax")} = 0 THEN ${inserted} ELSE ${updated} END`)} AS "~check"`;
}

function refuseUnless(allowed: Fragment): Fragment {
  return sql`CASE WHEN ${allowed} THEN NULL ELSE current_setting(${literal(CHECK_VIOLATION)}) END`;
}
