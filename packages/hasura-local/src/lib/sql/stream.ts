import { textType } from "../catalog/scalar-types.ts";
import type { StreamPlan } from "../plan/operation-plan.ts";
import type { Parameter } from "../plan/parameter.ts";
import { demandedEqualities, noEqualities } from "./equalities.ts";
import { join, parameter, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf, identifier } from "./identifier.ts";
import { builtObject } from "./json.ts";
import { rowJson } from "./rows.ts";
import type { SqlContext } from "./sql-context.ts";
import { conditions, scopeOf, unlessAlways } from "./where.ts";

/** The rows of a batch as a JSON list. */
export function streamJson(context: SqlContext, plan: StreamPlan): Fragment {
  const { batch, alias } = batchRows(context, plan);
  const { value, joins } = rowJson(context, plan.rows.fields, alias, columnOf(alias, "~row"));
  const order = sql`${columnOf(alias, plan.column.name)} ${trusted(plan.ordering === "asc" ? "ASC" : "DESC")}`;
  return sql`SELECT coalesce(json_agg(${value} ORDER BY ${order}), '[]'::json) FROM (${batch}) AS ${identifier(alias)}${joins}`;
}

/** The cursor after the batch as a JSON object of column and text; null for an empty batch. */
export function streamCursor(context: SqlContext, plan: StreamPlan): Fragment {
  const { batch, alias } = batchRows(context, plan);
  const last = sql`(array_agg(${columnOf(alias, plan.column.name)} ORDER BY ${columnOf(alias, plan.column.name)} ${trusted(
    plan.ordering === "asc" ? "DESC" : "ASC",
  )}))[1]::text`;
  return sql`SELECT ${builtObject([[plan.column.name, last]])} FROM (${batch}) AS ${identifier(alias)} HAVING count(*) > 0`;
}

/** A batch is cut with ties: rows that share the last value of the cursor are never parted. */
function batchRows(context: SqlContext, plan: StreamPlan): { batch: Fragment; alias: string } {
  const inner = context.alias();
  const scope = scopeOf(inner);
  const { rows, column } = plan;
  const cursor: Parameter = { kind: "cursor", column: column.name, type: column.type };
  const isFirst: Parameter = { kind: "cursor", column: column.name, type: textType };
  const value = columnOf(inner, column.name);
  const from = context.table(rows.table.table, inner, demandedEqualities(rows.where, noEqualities));
  const after = sql`(${parameter(isFirst)} IS NULL OR ${value} ${trusted(plan.ordering === "asc" ? ">" : "<")} ${parameter(cursor)})`;
  const where = conditions([...unlessAlways(context, rows.where, scope), after, sql`${value} IS NOT NULL`]);
  const limits = [
    ...(rows.limit === null ? [] : [parameter(rows.limit)]),
    ...(rows.permissionLimit === null ? [] : [trusted(String(Math.trunc(rows.permissionLimit)))]),
  ];
  const limit = limits.length === 0 ? sql`` : sql` FETCH FIRST (least(${join(limits, ", ")})) ROWS WITH TIES`;
  const batch = sql`SELECT ${identifier(inner)}.*, ${identifier(inner)} AS "~row" FROM ${from} WHERE ${where} ORDER BY ${value} ${trusted(plan.ordering === "asc" ? "ASC" : "DESC")}${limit}`;
  const alias = context.alias();
  context.sameRows(alias, inner);
  return { batch, alias };
}
