import type { OrderItem, OrderValue } from "../plan/select-plan.ts";
import { join, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { functionCall } from "./function-call.ts";
import { columnOf, identifier } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";
import { condition, conditions, joined, partners, rowOf, scopeOf, unlessAlways } from "./where.ts";
import type { Scope } from "./where.ts";

/** What an ordering sorts by, for the row in scope. */
export function orderValue(context: SqlContext, value: OrderValue, scope: Scope): Fragment {
  switch (value.kind) {
    case "column": {
      const column = columnOf(scope.current, value.column.name);
      if (value.condition === null) return column;
      return sql`CASE WHEN ${condition(context, value.condition, scope)} THEN ${column} END`;
    }
    case "computed":
      return functionCall(context, value.field.function, value.arguments, {
        position: value.field.tableArgument,
        value: rowOf(scope),
      });
    case "relationship": {
      const { relationship } = value;
      const alias = context.alias();
      const inner = scopeOf(alias);
      const from = partners(context, relationship, value.where, { ...inner, current: scope.current }, alias);
      const where = [
        joined(relationship, scope.current, alias),
        ...unlessAlways(context, value.where, inner),
      ];
      const taken = orderValue(context, value.value, inner);
      return sql`(SELECT ${taken} FROM ${from} WHERE ${conditions(where)} LIMIT 1)`;
    }
    case "aggregate": {
      const alias = context.alias();
      const inner = scopeOf(alias);
      const { of } = value;
      const from =
        "field" in of
          ? sql`${functionCall(context, of.field.function, of.arguments, {
              position: of.field.tableArgument,
              value: rowOf(scope),
            })} AS ${identifier(alias)}`
          : partners(context, of, value.where, { ...inner, current: scope.current }, alias);
      const where = [
        ...("field" in of ? [] : [joined(of, scope.current, alias)]),
        ...unlessAlways(context, value.where, inner),
      ];
      const taken =
        value.column === null
          ? sql`count(*)`
          : sql`${trusted(value.function)}(${orderValue(context, { kind: "column", ...value.column }, inner)})`;
      return sql`(SELECT ${taken} FROM ${from} WHERE ${conditions(where)})`;
    }
  }
}

/** Direction and place of nulls. */
export function orderDirection(item: OrderItem): Fragment {
  return trusted(
    ` ${item.direction === "asc" ? "ASC" : "DESC"} NULLS ${item.nulls === "first" ? "FIRST" : "LAST"}`,
  );
}

/** A whole ORDER BY clause, or nothing. */
export function orderClause(items: readonly Fragment[]): Fragment {
  return items.length === 0 ? sql`` : sql` ORDER BY ${join(items, ", ")}`;
}
