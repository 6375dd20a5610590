import type { ConflictPlan } from "../plan/mutation-plan.ts";
import { join, nothing, parameter, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf, identifier } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";
import { conditions, scopeOf, unlessAlways } from "./where.ts";

/** ON CONFLICT of an upsert; the role's update filter decides which rows an update may touch. */
export function conflictClause(context: SqlContext, conflict: ConflictPlan | null, alias: string): Fragment {
  if (conflict === null) return nothing;
  const target = sql` ON CONFLICT ON CONSTRAINT ${identifier(conflict.constraint)}`;
  if (conflict.update.length === 0) return sql`${target} DO NOTHING`;
  const assignments = [
    ...conflict.update.map(
      (column) => sql`${identifier(column.name)} = ${columnOf("excluded", column.name)}`,
    ),
    ...conflict.presets.map(({ column, value }) => sql`${identifier(column.name)} = ${parameter(value)}`),
  ];
  const where = unlessAlways(context, conflict.where, scopeOf(alias));
  const filter = where.length === 0 ? nothing : sql`${trusted(" WHERE ")}${conditions(where)}`;
  return sql`${target} DO UPDATE SET ${join(assignments, ", ")}${filter}`;
}
