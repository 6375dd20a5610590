import { bigintType, integerType } from "../catalog/scalar-types.ts";
import type { RelationshipModel, TableModel } from "../model/types.ts";
import { allOf, always } from "./boolean-expression.ts";
import type { Input } from "./input.ts";
import type { Parameter } from "./parameter.ts";
import { columnsOf } from "./plan-columns.ts";
import { selectRule } from "./plan-context.ts";
import type { FieldArguments, PlanContext } from "./plan-context.ts";
import { checkDistinctOn, planOrderBy } from "./plan-order-by.ts";
import { planWhere } from "./plan-where.ts";
import type { RowSource, RowsPlan } from "./select-plan.ts";

/** Which rows a field is about, by its list arguments and the role; what is taken from them comes later. */
export function planRowSet(
  context: PlanContext,
  args: FieldArguments,
  table: TableModel,
  from: { source?: RowSource; join?: RelationshipModel | null },
): RowsPlan {
  const rule = selectRule(context, table);
  const whereInput = args.get("where");
  const orderInput = args.get("order_by");
  const distinctInput = args.get("distinct_on");
  const orderBy = orderInput === undefined ? [] : planOrderBy(context, orderInput, table);
  const distinctOn = distinctInput === undefined ? [] : columnsOf(distinctInput);
  checkDistinctOn(distinctOn, orderBy, args.path);
  return {
    source: from.source ?? { kind: "table" },
    table,
    join: from.join ?? null,
    where: allOf([rule.filter, whereInput === undefined ? always : planWhere(context, whereInput, table)]),
    distinctOn,
    orderBy,
    limit: args.get("limit")?.parameter(integerType, { nonNegative: true }) ?? null,
    permissionLimit: rule.limit,
    offset: planOffset(args.get("offset")),
    fields: [],
  };
}

/** Hasura takes numeric strings too, so that an offset can exceed GraphQL's integers. */
function planOffset(input: Input | undefined): Parameter | null {
  if (input === undefined) return null;
  return input.parameter(bigintType, { nonNegative: true, numericString: true });
}
