import { GraphQLRequestError } from "../errors.ts";
import type { TableModel } from "../model/types.ts";
import { allOf } from "./boolean-expression.ts";
import type { BooleanExpression } from "./boolean-expression.ts";
import type { TableMutationPlan } from "./mutation-plan.ts";
import { fieldArguments } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { planResponse, planRowResponse } from "./plan-response.ts";
import { keyConditions } from "./plan-rows.ts";
import { planWhere } from "./plan-where.ts";

/** `delete_x` and `delete_x_by_pk`. */
export function planDeleteField(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
  byKey: boolean,
): TableMutationPlan {
  const rule = context.role.delete(table);
  if (rule === undefined) throw new TypeError(`The role has no delete permission on ${table.key}`);
  const args = fieldArguments(context, field);
  let where: BooleanExpression;
  if (byKey) where = allOf(keyConditions(table, (name) => args.given(name)));
  else {
    const input = args.given("where");
    if (input === undefined) {
      throw new GraphQLRequestError("validation-failed", "missing required field 'where'", {
        path: args.path,
      });
    }
    where = planWhere(context, input, table);
  }
  return {
    kind: "delete",
    delete: { table, where: allOf([rule.filter, where]) },
    response: byKey ? planRowResponse(context, field, table) : planResponse(context, field, table),
  };
}
