import type { GraphQLObjectType } from "graphql";
import type { RelationshipModel, TableModel } from "../model/types.ts";
import { fieldMeaning } from "../schema/meaning.ts";
import { columnsOf } from "./plan-columns.ts";
import { fieldArguments, objectTypeOf, resolveFields } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { visible } from "./plan-order-by.ts";
import { planRowSet } from "./plan-row-set.ts";
import type {
  AggregateFieldPlan,
  AggregatePlan,
  AggregateValuePlan,
  FieldPlan,
  RowSource,
} from "./select-plan.ts";

/**
 * A field of the type `x_aggregate`.
 *
 * @param planNodes plans the selection of `nodes`.
 */
export function planAggregate(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
  from: { source?: RowSource; join?: RelationshipModel | null },
  planNodes: (context: PlanContext, field: ResolvedField, table: TableModel) => FieldPlan[],
): AggregatePlan {
  const rows = planRowSet(context, fieldArguments(context, field), table, from);
  const type = objectTypeOf(field.definition);
  const fields = resolveFields(context, field.selected, type).map((entry): AggregateFieldPlan => {
    const { alias } = entry.selected;
    if (entry.definition === null) return { alias, kind: "typename", name: type.name };
    return fieldMeaning(entry.definition)?.kind === "nodes"
      ? { alias, kind: "nodes", fields: planNodes(context, entry, table) }
      : { alias, kind: "aggregate", fields: planAggregateFields(context, entry, table) };
  });
  return { rows, fields };
}

function planAggregateFields(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
): AggregateValuePlan[] {
  const type = objectTypeOf(field.definition);
  return resolveFields(context, field.selected, type).map((entry): AggregateValuePlan => {
    const { alias } = entry.selected;
    if (entry.definition === null) return { alias, kind: "typename", name: type.name };
    const meaning = fieldMeaning(entry.definition);
    if (meaning?.kind === "count") {
      const args = fieldArguments(context, entry);
      const columns = args.get("columns");
      return {
        alias,
        kind: "count",
        columns:
          columns === undefined ? [] : columnsOf(columns).map((column) => visible(context, table, column)),
        distinct: args.get("distinct")?.constant() === true,
      };
    }
    if (meaning?.kind !== "aggregate-function")
      throw new TypeError(`${alias} of an aggregate has no meaning`);
    const inner = objectTypeOf(entry.definition);
    return {
      alias,
      kind: "function",
      name: meaning.name,
      columns: planColumns(context, entry, inner, table),
    };
  });
}

function planColumns(
  context: PlanContext,
  field: ResolvedField,
  type: GraphQLObjectType,
  table: TableModel,
): Extract<AggregateValuePlan, { kind: "function" }>["columns"] {
  return resolveFields(context, field.selected, type).map((entry) => {
    const { alias } = entry.selected;
    if (entry.definition === null) return { alias, kind: "typename" as const, name: type.name };
    const meaning = fieldMeaning(entry.definition);
    if (meaning?.kind !== "column") throw new TypeError(`${alias} of an aggregate function has no meaning`);
    return { alias, kind: "column" as const, ...visible(context, table, meaning.column) };
  });
}
