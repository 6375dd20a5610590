import { integerType } from "../catalog/scalar-types.ts";
import { GraphQLRequestError } from "../errors.ts";
import type { TableModel } from "../model/types.ts";
import { inputMeaning } from "../schema/meaning.ts";
import { allOf, always } from "./boolean-expression.ts";
import type { StreamPlan } from "./operation-plan.ts";
import { fieldArguments, selectRule } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { planFields } from "./plan-rows.ts";
import { planWhere } from "./plan-where.ts";

/** `x_stream`: the next batch after a cursor of exactly one column. */
export function planStream(context: PlanContext, field: ResolvedField, table: TableModel): StreamPlan {
  const args = fieldArguments(context, field);
  const rule = selectRule(context, table);
  const where = args.get("where");
  const cursors = (args.given("cursor")?.items() ?? []).filter((item) => !item.isNull);
  const [cursor] = cursors;
  const values = cursor?.field("initial_value")?.entries() ?? [];
  const [value] = values;
  if (cursor === undefined || value === undefined || cursors.length > 1 || values.length > 1) {
    throw new GraphQLRequestError("validation-failed", "exactly one column is expected in the cursor", {
      path: `${args.path}.cursor`,
    });
  }
  const meaning = inputMeaning(value.field);
  if (meaning?.kind !== "column") throw new TypeError("a stream's cursor has no meaning");
  const ordering = cursor.field("ordering");
  return {
    rows: {
      source: { kind: "table" },
      table,
      join: null,
      where: allOf([rule.filter, where === undefined ? always : planWhere(context, where, table)]),
      distinctOn: [],
      orderBy: [],
      limit: args.given("batch_size")?.parameter(integerType, { nonNegative: true }) ?? null,
      permissionLimit: rule.limit,
      offset: null,
      fields: planFields(context, field, table),
    },
    column: meaning.column,
    ordering: ordering === undefined || ordering.isNull || ordering.constant() === "ASC" ? "asc" : "desc",
    initial: value.value.isNull ? null : value.value.parameter(meaning.column.type),
  };
}
