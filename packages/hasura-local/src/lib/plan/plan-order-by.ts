import type { ColumnModel, TableModel } from "../model/types.ts";
import { GraphQLRequestError } from "../errors.ts";
import { inputMeaning } from "../schema/meaning.ts";
import type { Input } from "./input.ts";
import type { PlanContext } from "./plan-context.ts";
import { selectRule } from "./plan-context.ts";
import { sessionArguments } from "./plan-function-arguments.ts";
import type { OrderItem, OrderValue, VisibleColumn } from "./select-plan.ts";

/** A client's `order_by`: a list, in order, of objects whose keys order in turn. */
export function planOrderBy(context: PlanContext, input: Input, table: TableModel): OrderItem[] {
  return input.items().flatMap((item) => orderObject(context, item, table, (value) => value));
}

function orderObject(
  context: PlanContext,
  input: Input,
  table: TableModel,
  wrap: (value: OrderValue) => OrderValue,
): OrderItem[] {
  return input.entries().flatMap(({ name, field, value }): OrderItem[] => {
    // A null key orders by nothing.
    if (value.isNull) return [];
    const meaning = inputMeaning(field);
    switch (meaning?.kind) {
      case "column":
        return [direction(value, wrap({ kind: "column", ...visible(context, table, meaning.column) }))];
      case "relationship": {
        const { relationship } = meaning;
        const where = selectRule(context, relationship.target).filter;
        return orderObject(context, value, relationship.target, (inner) =>
          wrap({ kind: "relationship", relationship, where, value: inner }),
        );
      }
      case "relationship-aggregate": {
        const { relationship } = meaning;
        return orderAggregate(context, value, relationship.target, relationship, wrap);
      }
      case "computed-scalar":
        return [
          direction(
            value,
            wrap({
              kind: "computed",
              field: meaning.field,
              arguments: sessionArguments(meaning.field.function, meaning.field.sessionArgument),
            }),
          ),
        ];
      case "computed-table": {
        const { field: computed, target } = meaning;
        const of = {
          field: computed,
          target,
          arguments: sessionArguments(computed.function, computed.sessionArgument),
        };
        return orderAggregate(context, value, target, of, wrap);
      }
      default:
        throw new TypeError(`${name} of an ordering has no meaning`);
    }
  });
}

function orderAggregate(
  context: PlanContext,
  input: Input,
  target: TableModel,
  of: Extract<OrderValue, { kind: "aggregate" }>["of"],
  wrap: (value: OrderValue) => OrderValue,
): OrderItem[] {
  const where = selectRule(context, target).filter;
  return input.entries().flatMap(({ field, value }): OrderItem[] => {
    if (value.isNull) return [];
    const meaning = inputMeaning(field);
    if (meaning?.kind === "count") {
      return [direction(value, wrap({ kind: "aggregate", of, where, function: "count", column: null }))];
    }
    if (meaning?.kind !== "aggregate-function") throw new TypeError("an aggregate ordering has no meaning");
    return value.entries().flatMap((entry): OrderItem[] => {
      const column = inputMeaning(entry.field);
      if (column?.kind !== "column" || entry.value.isNull) return [];
      return [
        direction(
          entry.value,
          wrap({
            kind: "aggregate",
            of,
            where,
            function: meaning.name,
            column: visible(context, target, column.column),
          }),
        ),
      ];
    });
  });
}

export function visible(context: PlanContext, table: TableModel, column: ColumnModel): VisibleColumn {
  return { column, condition: selectRule(context, table).columns.get(column) ?? null };
}

function direction(input: Input, value: OrderValue): OrderItem {
  const name = input.constant() as string;
  const descending = name.startsWith("desc");
  // Postgres' own default: nulls are larger than everything.
  const nulls = name.endsWith("_nulls_first")
    ? "first"
    : name.endsWith("_nulls_last")
      ? "last"
      : descending
        ? "first"
        : "last";
  return { value, direction: descending ? "desc" : "asc", nulls };
}

/**
 * `distinct_on` keeps the first row of each group, so the groups must be what rows are ordered by first.
 *
 * @throws GraphQLRequestError validation-failed
 */
export function checkDistinctOn(
  distinctOn: readonly ColumnModel[],
  orderBy: readonly OrderItem[],
  path: string,
): void {
  if (distinctOn.length === 0 || orderBy.length === 0) return;
  const leading = orderBy.slice(0, distinctOn.length);
  if (!leading.every(({ value }) => value.kind === "column" && distinctOn.includes(value.column))) {
    throw new GraphQLRequestError(
      "validation-failed",
      '"distinct_on" columns must match initial "order_by" columns',
      { path },
    );
  }
}
