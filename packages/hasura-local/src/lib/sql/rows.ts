import { reachesOtherRows } from "../plan/select-plan.ts";
import type { FieldPlan, RowsPlan, ValuePlan } from "../plan/select-plan.ts";
import { aggregateJson } from "./aggregate.ts";
import { join, literal, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { functionCall } from "./function-call.ts";
import { columnOf, identifier } from "./identifier.ts";
import { jsonList, jsonObject } from "./json.ts";
import type { JsonEntry } from "./json.ts";
import { limitClause } from "./limit.ts";
import { orderClause, orderDirection, orderValue } from "./order-by.ts";
import { distinctClause, orderItems, rowConditions } from "./row-set.ts";
import { rowSource } from "./row-source.ts";
import type { Parent } from "./row-source.ts";
import type { SqlContext } from "./sql-context.ts";
import { outputValue } from "./values.ts";
import { condition, conditions, scopeOf } from "./where.ts";
import type { Scope } from "./where.ts";

/** The JSON list of a plan's rows. */
export function listJson(context: SqlContext, plan: RowsPlan, parent: Parent | null): Fragment {
  return jsonList(rowsQuery(context, plan, parent), "v");
}

/** A query with one column "v": each row's JSON object, in order. */
export function rowsQuery(context: SqlContext, plan: RowsPlan, parent: Parent | null): Fragment {
  const alias = context.alias();
  const limited =
    plan.limit !== null ||
    plan.permissionLimit !== null ||
    plan.offset !== null ||
    plan.distinctOn.length > 0;
  // Joins would run for rows that a limit throws away, so the limit goes into a subquery below them.
  return limited && reachesOtherRows(plan.fields)
    ? limitedThenJoined(context, plan, parent, alias)
    : joinedAtOnce(context, plan, parent, alias);
}

function joinedAtOnce(context: SqlContext, plan: RowsPlan, parent: Parent | null, alias: string): Fragment {
  const scope = scopeOf(alias);
  const from = rowSource(context, plan, parent, alias);
  const { value, joins } = rowJson(context, plan.fields, alias, identifier(alias));
  const distinct = distinctClause(plan, alias);
  const order = orderItems(context, plan, scope);
  const where = conditions(rowConditions(context, plan, parent, scope));
  return sql`SELECT ${distinct}${value} AS "v" FROM ${from}${joins} WHERE ${where}${order}${limitClause(plan)}`;
}

function limitedThenJoined(
  context: SqlContext,
  plan: RowsPlan,
  parent: Parent | null,
  alias: string,
): Fragment {
  const scope = scopeOf(alias);
  const from = rowSource(context, plan, parent, alias);
  const keys = plan.orderBy.map((item, index) => ({ item, name: `~o${index}` }));
  const columns = [
    sql`${identifier(alias)}.*`,
    ...(needsRow(plan.fields) ? [sql`${identifier(alias)} AS "~row"`] : []),
    ...keys.map(({ item, name }) => sql`${orderValue(context, item.value, scope)} AS ${identifier(name)}`),
  ];
  const where = conditions(rowConditions(context, plan, parent, scope));
  const base = sql`SELECT ${distinctClause(plan, alias)}${join(columns, ", ")} FROM ${from} WHERE ${where}${orderItems(
    context,
    plan,
    scope,
  )}${limitClause(plan)}`;
  const outer = context.alias();
  context.sameRows(outer, alias);
  const { value, joins } = rowJson(context, plan.fields, outer, columnOf(outer, "~row"));
  // Joins may reorder what the subquery ordered.
  const order = orderClause(
    keys.map(({ item, name }) => sql`${columnOf(outer, name)}${orderDirection(item)}`),
  );
  return sql`SELECT ${value} AS "v" FROM (${base}) AS ${identifier(outer)}${joins}${order}`;
}

function needsRow(fields: readonly FieldPlan[]): boolean {
  return fields.some(({ value }) => {
    if (value.kind === "computed") return true;
    if (value.kind === "object" || value.kind === "array") return value.rows.source.kind === "computed";
    return value.kind === "aggregate" && value.aggregate.rows.source.kind === "computed";
  });
}

/** A row's JSON object, and the lateral joins that it takes its partners from. */
export function rowJson(
  context: SqlContext,
  fields: readonly FieldPlan[],
  alias: string,
  row: Fragment,
): { value: Fragment; joins: Fragment } {
  const joins: Fragment[] = [];
  const parent: Parent = { alias, row };
  const lateral = (query: Fragment, column: string): Fragment => {
    const joinAlias = context.alias();
    joins.push(sql` LEFT JOIN LATERAL (${query}) AS ${identifier(joinAlias)} ON true`);
    return columnOf(joinAlias, column);
  };
  const entries = fields.map(({ alias: key, value }): JsonEntry => [
    key,
    fieldValue(context, value, parent, lateral),
  ]);
  return { value: jsonObject(entries), joins: join(joins, "") };
}

function fieldValue(
  context: SqlContext,
  value: ValuePlan,
  parent: Parent,
  lateral: (query: Fragment, column: string) => Fragment,
): Fragment {
  const scope: Scope = { current: parent.alias, root: parent.alias, row: parent.row };
  const visible = (shown: Fragment, rule: Extract<ValuePlan, { kind: "column" }>["condition"]): Fragment =>
    rule === null ? shown : sql`CASE WHEN ${condition(context, rule, scope)} THEN ${shown} END`;
  switch (value.kind) {
    case "typename":
      return sql`${literal(value.name)}::text`;
    case "column": {
      const column = columnOf(parent.alias, value.column.name);
      return visible(outputValue(context, column, value.column.type, value.path), value.condition);
    }
    case "computed": {
      const { field } = value;
      const call = functionCall(context, field.function, value.arguments, {
        position: field.tableArgument,
        value: parent.row,
      });
      return visible(outputValue(context, call, field.function.returnType, value.path), value.condition);
    }
    case "object": {
      const query = rowsQuery(context, value.rows, parent);
      // A partner found by a unique key is at most one; leaving LIMIT out lets Postgres join by hash.
      return lateral(value.rows.join?.unique === true ? query : sql`${query} LIMIT 1`, "v");
    }
    case "array":
      return lateral(sql`SELECT ${listJson(context, value.rows, parent)} AS "v"`, "v");
    case "aggregate":
      return lateral(
        sql`SELECT ${aggregateJson(context, value.aggregate, parent, (rows) => listJson(context, rows, parent))} AS "v"`,
        "v",
      );
  }
}
