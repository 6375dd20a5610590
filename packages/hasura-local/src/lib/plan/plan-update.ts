import { arrayOf, integerType, textType } from "../catalog/scalar-types.ts";
import type { CatalogType } from "../catalog/types.ts";
import { GraphQLRequestError } from "../errors.ts";
import type { ColumnModel, TableModel } from "../model/types.ts";
import { inputMeaning } from "../schema/meaning.ts";
import { allOf } from "./boolean-expression.ts";
import type { BooleanExpression } from "./boolean-expression.ts";
import type { Input } from "./input.ts";
import type { Assignment, TableMutationPlan, UpdatePlan } from "./mutation-plan.ts";
import { fieldArguments } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { planResponse, planRowResponse } from "./plan-response.ts";
import { keyConditions } from "./plan-rows.ts";
import { planWhere } from "./plan-where.ts";

const operations: readonly [
  argument: string,
  operation: Assignment["operation"],
  type: CatalogType | null,
][] = [
  ["_set", "set", null],
  ["_inc", "inc", null],
  ["_append", "append", null],
  ["_prepend", "prepend", null],
  ["_delete_key", "delete-key", textType],
  ["_delete_elem", "delete-elem", integerType],
  ["_delete_at_path", "delete-at-path", arrayOf(textType)],
];

/** `update_x` and `update_x_by_pk`. */
export function planUpdateField(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
  byKey: boolean,
): TableMutationPlan {
  const args = fieldArguments(context, field);
  const key = args.given("pk_columns");
  const where = byKey
    ? allOf(keyConditions(table, (name) => key?.field(name)))
    : requiredWhere(context, args.given("where"), table, args.path);
  return {
    kind: "update",
    update: planUpdate(context, table, where, (name) => args.get(name), args.path),
    response: byKey ? planRowResponse(context, field, table) : planResponse(context, field, table),
  };
}

/** `update_x_many`. */
export function planUpdateMany(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
): TableMutationPlan {
  const args = fieldArguments(context, field);
  const updates = (args.given("updates")?.items() ?? []).map((input) => {
    const where = requiredWhere(context, input.field("where"), table, input.path);
    const given = (name: string): Input | undefined => {
      const value = input.entries().find((entry) => entry.name === name)?.value;
      return value === undefined || value.isNull ? undefined : value;
    };
    return planUpdate(context, table, where, given, input.path);
  });
  return { kind: "update-many", updates, response: planResponse(context, field, table) };
}

function requiredWhere(
  context: PlanContext,
  input: Input | undefined,
  table: TableModel,
  path: string,
): BooleanExpression {
  if (input === undefined)
    throw new GraphQLRequestError("validation-failed", "missing required field 'where'", { path });
  return planWhere(context, input, table);
}

function planUpdate(
  context: PlanContext,
  table: TableModel,
  where: BooleanExpression,
  given: (name: string) => Input | undefined,
  path: string,
): UpdatePlan {
  const rule = context.role.update(table);
  if (rule === undefined) throw new TypeError(`The role has no update permission on ${table.key}`);
  const assignments = operations.flatMap(([argument, operation, type]) =>
    (given(argument)?.entries() ?? []).map(({ field, value }): Assignment => {
      const meaning = inputMeaning(field);
      if (meaning?.kind !== "column") throw new TypeError(`${argument} names something that is no column`);
      return { column: meaning.column, operation, value: value.parameter(type ?? meaning.column.type) };
    }),
  );
  const repeated = [
    ...new Set(
      assignments.map((entry) => entry.column).filter((column, index, all) => all.indexOf(column) !== index),
    ),
  ];
  if (repeated.length > 0) {
    throw new GraphQLRequestError(
      "validation-failed",
      `Column found in multiple operators: [${repeated.map((column: ColumnModel) => `'${column.field}'`).join(", ")}].`,
      { path },
    );
  }
  const presets = rule.presets.map(({ column, value }): Assignment => ({ column, operation: "set", value }));
  const operatorGiven = operations.some(([argument]) => given(argument) !== undefined);
  if (!operatorGiven && presets.length === 0) {
    const names = operations.map(([argument]) => `'${argument}'`).join(", ");
    throw new GraphQLRequestError("validation-failed", `At least any one of ${names} is expected`, { path });
  }
  return {
    table,
    where: allOf([rule.filter, where]),
    assignments: [...assignments, ...presets],
    check: rule.check,
  };
}
