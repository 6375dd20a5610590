import type { Assignment, DeletePlan, UpdatePlan } from "../plan/mutation-plan.ts";
import { checkColumn } from "./check.ts";
import { join, parameter, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf, identifier } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";
import { condition, scopeOf } from "./where.ts";

/** UPDATE of the rows that a condition chooses, returning them whole as they are afterwards. */
export function updateStatement(context: SqlContext, update: UpdatePlan): Fragment {
  const alias = context.alias();
  const table = context.table(update.table.table, alias);
  if (update.assignments.length === 0) {
    // An empty `_set` changes nothing and affects no row.
    return sql`SELECT ${identifier(alias)} AS "~row", ${identifier(alias)}.* FROM ${table} WHERE false`;
  }
  const set = update.assignments.map(
    (entry) => sql`${identifier(entry.column.name)} = ${assigned(entry, alias)}`,
  );
  return sql`UPDATE ${table} SET ${join(set, ", ")} WHERE ${condition(
    context,
    update.where,
    scopeOf(alias),
  )} RETURNING ${identifier(alias)} AS "~row", ${identifier(alias)}.*${checkColumn(context, update.check, alias)}`;
}

/** DELETE of the rows that a condition chooses, returning them whole as they were. */
export function deleteStatement(context: SqlContext, plan: DeletePlan): Fragment {
  const alias = context.alias();
  return sql`DELETE FROM ${context.table(plan.table.table, alias)} WHERE ${condition(
    context,
    plan.where,
    scopeOf(alias),
  )} RETURNING ${identifier(alias)} AS "~row", ${identifier(alias)}.*`;
}

function assigned({ column, operation, value }: Assignment, alias: string): Fragment {
  const before = columnOf(alias, column.name);
  const given = parameter(value);
  switch (operation) {
    case "set":
      return given;
    case "inc":
      return sql`${before} + ${given}`;
    case "append":
      return sql`${before} || ${given}`;
    case "prepend":
      return sql`${given} || ${before}`;
    case "delete-key":
    case "delete-elem":
      return sql`${before} - ${given}`;
    case "delete-at-path":
      return sql`${before} #- ${given}`;
  }
}
