import type { TableModel } from "../model/types.ts";
import { fieldMeaning } from "../schema/meaning.ts";
import type { ResponseFieldPlan, ResponsePlan } from "./mutation-plan.ts";
import { objectTypeOf, resolveFields } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { planFields } from "./plan-rows.ts";

/** The answer of a mutation of many rows: `x_mutation_response`. */
export function planResponse(context: PlanContext, field: ResolvedField, table: TableModel): ResponsePlan {
  const type = objectTypeOf(field.definition);
  const fields = resolveFields(context, field.selected, type).map((entry): ResponseFieldPlan => {
    const { alias } = entry.selected;
    if (entry.definition === null) return { alias, kind: "typename", name: type.name };
    return fieldMeaning(entry.definition)?.kind === "returning"
      ? { alias, kind: "returning", fields: planFields(context, entry, table) }
      : { alias, kind: "affected-rows" };
  });
  return { kind: "many", table, fields };
}

/** The answer of a mutation of one row: the row, or null. */
export function planRowResponse(context: PlanContext, field: ResolvedField, table: TableModel): ResponsePlan {
  return { kind: "one", table, fields: planFields(context, field, table) };
}
