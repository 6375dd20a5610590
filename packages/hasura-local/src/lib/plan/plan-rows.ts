import { arrayOf, textType } from "../catalog/scalar-types.ts";
import type { GraphQLObjectType } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { RelationshipModel, TableModel } from "../model/types.ts";
import { fieldMeaning } from "../schema/meaning.ts";
import { allOf } from "./boolean-expression.ts";
import type { FunctionArguments } from "./boolean-expression.ts";
import type { Input } from "./input.ts";
import { parseJsonPath } from "./json-path.ts";
import type { Parameter } from "./parameter.ts";
import { planAggregate } from "./plan-aggregate.ts";
import { fieldArguments, objectTypeOf, resolveFields, selectRule } from "./plan-context.ts";
import type { FieldArguments, PlanContext, ResolvedField } from "./plan-context.ts";
import { planFunctionArguments } from "./plan-function-arguments.ts";
import { planRowSet } from "./plan-row-set.ts";
import type { FieldPlan, RowSource, RowsPlan, ValuePlan } from "./select-plan.ts";

/** A field that returns rows of a table, with the list arguments that it has. */
export function planRows(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
  from: { source?: RowSource; join?: RelationshipModel | null } = {},
): RowsPlan {
  const args = fieldArguments(context, field);
  return {
    ...planRowSet(context, args, table, from),
    fields: planFields(context, field, table),
  };
}

/** A row by its key: no list arguments, no limit. */
export function planRowByKey(context: PlanContext, field: ResolvedField, table: TableModel): RowsPlan {
  const args = fieldArguments(context, field);
  const rule = selectRule(context, table);
  return {
    source: { kind: "table" },
    table,
    join: null,
    where: allOf([rule.filter, ...keyConditions(table, (name) => args.given(name))]),
    distinctOn: [],
    orderBy: [],
    limit: null,
    permissionLimit: null,
    offset: null,
    fields: planFields(context, field, table),
  };
}

/** One equality per key column. */
export function keyConditions(table: TableModel, given: (name: string) => Input | undefined) {
  return table.primaryKey.map((column) => {
    const input = given(column.field);
    if (input === undefined) {
      throw new GraphQLRequestError("validation-failed", `missing required field '${column.field}'`);
    }
    return {
      kind: "comparison" as const,
      left: { kind: "column" as const, column, of: "current" as const },
      operator: { name: "eq", sql: "=", operand: "same" as const, description: null },
      right: { kind: "parameter" as const, parameter: input.requiredParameter(column.type) },
    };
  });
}

/** What a selection takes from each row. */
export function planFields(context: PlanContext, field: ResolvedField, table: TableModel): FieldPlan[] {
  const type = objectTypeOf(field.definition);
  return resolveFields(context, field.selected, type).map((entry): FieldPlan => {
    const { alias } = entry.selected;
    if (entry.definition === null) return { alias, value: { kind: "typename", name: type.name } };
    return { alias, value: planValue(context, entry, table, type) };
  });
}

function planValue(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
  type: GraphQLObjectType,
): ValuePlan {
  const meaning = fieldMeaning(field.definition);
  switch (meaning?.kind) {
    case "column": {
      const { column } = meaning;
      const condition = selectRule(context, table).columns.get(column) ?? null;
      return { kind: "column", column, path: planPath(fieldArguments(context, field)), condition };
    }
    case "relationship": {
      const { relationship } = meaning;
      if (relationship.kind === "array") {
        return { kind: "array", rows: planRows(context, field, relationship.target, { join: relationship }) };
      }
      fieldArguments(context, field);
      return { kind: "object", rows: planPartner(context, field, relationship) };
    }
    case "relationship-aggregate":
      return {
        kind: "aggregate",
        aggregate: planAggregate(
          context,
          field,
          meaning.relationship.target,
          { join: meaning.relationship },
          planFields,
        ),
      };
    case "computed-scalar": {
      const args = fieldArguments(context, field);
      const { field: computed } = meaning;
      return {
        kind: "computed",
        field: computed,
        arguments: computedArguments(computed, args.get("args")),
        path: planPath(args),
        condition: selectRule(context, table).computedFields.get(computed.name) ?? null,
      };
    }
    case "computed-table": {
      const { field: computed, target } = meaning;
      const args = fieldArguments(context, field);
      const source: RowSource = {
        kind: "computed",
        field: computed,
        arguments: computedArguments(computed, args.get("args")),
      };
      const rows = planRows(context, field, target, { source });
      return { kind: computed.function.returnsSet ? "array" : "object", rows };
    }
    default:
      throw new TypeError(`${type.name}.${field.definition.name} has no meaning`);
  }
}

function computedArguments(
  computed: Extract<RowSource, { kind: "computed" }>["field"],
  input: Input | undefined,
): FunctionArguments {
  return planFunctionArguments(
    computed.function,
    computed.sessionArgument,
    input,
    new Set([computed.tableArgument]),
  );
}

/** The row at the other end of an object relationship, if the role may see it. */
function planPartner(context: PlanContext, field: ResolvedField, relationship: RelationshipModel): RowsPlan {
  return {
    source: { kind: "table" },
    table: relationship.target,
    join: relationship,
    where: selectRule(context, relationship.target).filter,
    distinctOn: [],
    orderBy: [],
    limit: null,
    permissionLimit: null,
    offset: null,
    fields: planFields(context, field, relationship.target),
  };
}

function planPath(args: FieldArguments): Parameter | null {
  const input = args.get("path");
  if (input === undefined) return null;
  const path = input.constant();
  if (typeof path !== "string") return null;
  const steps = parseJsonPath(path, input.path);
  return steps === null ? null : { kind: "literal", text: steps, type: arrayOf(textType) };
}
