import type {
  AggregateFieldPlan,
  AggregatePlan,
  AggregateValuePlan,
  RowsPlan,
  VisibleColumn,
} from "../plan/select-plan.ts";
import { join, literal, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf } from "./identifier.ts";
import { builtObject, jsonObject } from "./json.ts";
import type { JsonEntry } from "./json.ts";
import { rowSet } from "./row-set.ts";
import type { Parent } from "./row-source.ts";
import type { SqlContext } from "./sql-context.ts";
import { outputValue } from "./values.ts";
import { condition, scopeOf } from "./where.ts";

/**
 * An `x_aggregate` object. Every field is a query of its own over the same rows: the role's row limit cuts `nodes`
 * but not the aggregates, and one statement sees one state.
 *
 * @param nodes writes the JSON list of rows.
 */
export function aggregateJson(
  context: SqlContext,
  plan: AggregatePlan,
  parent: Parent | null,
  nodes: (rows: RowsPlan) => Fragment,
): Fragment {
  const fields = plan.fields.map((field): JsonEntry => [
    field.alias,
    aggregateField(context, plan, field, parent, nodes),
  ]);
  return jsonObject(fields);
}

function aggregateField(
  context: SqlContext,
  plan: AggregatePlan,
  field: AggregateFieldPlan,
  parent: Parent | null,
  nodes: (rows: RowsPlan) => Fragment,
): Fragment {
  switch (field.kind) {
    case "typename":
      return sql`${literal(field.name)}::text`;
    case "nodes":
      return nodes({ ...plan.rows, fields: field.fields });
    case "aggregate": {
      const alias = context.alias();
      const { from, where } = rowSet(context, plan.rows, parent, alias);
      const values = field.fields.map((value): JsonEntry => [
        value.alias,
        aggregateValue(context, value, alias),
      ]);
      return sql`(SELECT ${builtObject(values)} FROM ${from} WHERE ${where})`;
    }
  }
}

function aggregateValue(context: SqlContext, value: AggregateValuePlan, alias: string): Fragment {
  switch (value.kind) {
    case "typename":
      return sql`${literal(value.name)}::text`;
    case "count": {
      const columns = value.columns.map((column) => visibleColumn(context, column, alias));
      const [first] = columns;
      if (first === undefined) return sql`count(*)`;
      const counted = columns.length === 1 ? first : sql`(${join(columns, ", ")})`;
      return sql`count(${trusted(value.distinct ? "DISTINCT " : "")}${counted})`;
    }
    case "function":
      return builtObject(
        value.columns.map((entry): JsonEntry => {
          if (entry.kind === "typename") return [entry.alias, sql`${literal(entry.name)}::text`];
          const taken = sql`${trusted(value.name)}(${visibleColumn(context, entry, alias)})`;
          return [entry.alias, outputValue(context, taken, entry.column.type)];
        }),
      );
  }
}

function visibleColumn(
  context: SqlContext,
  { column, condition: visible }: VisibleColumn,
  alias: string,
): Fragment {
  const value = columnOf(alias, column.name);
  return visible === null
    ? value
    : sql`CASE WHEN ${condition(context, visible, scopeOf(alias))} THEN ${value} END`;
}
