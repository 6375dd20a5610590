import { bigintType, booleanType } from "../catalog/scalar-types.ts";
import { GraphQLRequestError } from "../errors.ts";
import type { ColumnModel, RelationshipModel, TableModel } from "../model/types.ts";
import { inputMeaning } from "../schema/meaning.ts";
import type { AggregatePredicate, BooleanExpression, Operand } from "./boolean-expression.ts";
import { allOf, always, rooted } from "./boolean-expression.ts";
import type { Input } from "./input.ts";
import { operandType } from "./operators.ts";
import type { Operator } from "./operators.ts";
import type { PlanContext } from "./plan-context.ts";
import { selectRule } from "./plan-context.ts";
import { columnsOf } from "./plan-columns.ts";
import { sessionArguments } from "./plan-function-arguments.ts";

/** A client's `where`: an input object of the type `x_bool_exp`. Crossing to another table adds the role's filter there. */
export function planWhere(context: PlanContext, input: Input, table: TableModel): BooleanExpression {
  return allOf(
    input.entries().map(({ name, field, value }): BooleanExpression => {
      const meaning = inputMeaning(field);
      switch (meaning?.kind) {
        case "and":
          return allOf(value.items().map((item) => planWhere(context, item, table)));
        case "or":
          return { kind: "or", terms: value.items().map((item) => planWhere(context, item, table)) };
        case "not":
          return { kind: "not", term: planWhere(context, value, table) };
        case "column":
          return columnCondition(context, table, meaning.column, value);
        case "relationship":
          return {
            kind: "relationship",
            relationship: meaning.relationship,
            where: throughRole(context, value, meaning.relationship.target),
          };
        case "relationship-aggregate":
          return aggregateCondition(context, meaning.relationship, value);
        case "computed-scalar": {
          const operand: Operand = {
            kind: "computed",
            field: meaning.field,
            arguments: sessionArguments(meaning.field.function, meaning.field.sessionArgument),
          };
          return comparisons(operand, meaning.field.function.returnType, value);
        }
        case "computed-table":
          return {
            kind: "computed-table",
            field: meaning.field,
            arguments: sessionArguments(meaning.field.function, meaning.field.sessionArgument),
            where: throughRole(context, value, meaning.target),
          };
        default:
          throw new TypeError(`${name} of a boolean expression has no meaning`);
      }
    }),
  );
}

/** A condition on rows of another table: only rows that the role may see count. */
function throughRole(context: PlanContext, input: Input | undefined, table: TableModel): BooleanExpression {
  const { filter } = selectRule(context, table);
  return allOf([rooted(filter), input === undefined ? always : planWhere(context, input, table)]);
}

function columnCondition(
  context: PlanContext,
  table: TableModel,
  column: ColumnModel,
  input: Input,
): BooleanExpression {
  const condition = comparisons({ kind: "column", column, of: "current" }, column.type, input);
  const visible = selectRule(context, table).columns.get(column);
  return visible == null ? condition : allOf([rooted(visible), condition]);
}

function comparisons(left: Operand, type: ColumnModel["type"], input: Input): BooleanExpression {
  return allOf(
    input.entries().map(({ name, field, value }): BooleanExpression => {
      const meaning = inputMeaning(field);
      switch (meaning?.kind) {
        case "operator":
          return comparison(left, type, meaning.operator, value);
        case "is-null": {
          if (value.isNull) throw unexpectedNull("Boolean", value.path);
          return { kind: "is-null", operand: left, negated: value.constant() === false };
        }
        case "cast":
          return comparisons({ kind: "cast", operand: left, type: meaning.to }, meaning.to, value);
        default:
          throw new TypeError(`${name} of a comparison has no meaning`);
      }
    }),
  );
}

function comparison(
  left: Operand,
  type: ColumnModel["type"],
  operator: Operator,
  value: Input,
): BooleanExpression {
  const parameter = value.requiredParameter(operandType(operator, type));
  return { kind: "comparison", left, operator, right: { kind: "parameter", parameter } };
}

function aggregateCondition(
  context: PlanContext,
  relationship: RelationshipModel,
  input: Input,
): BooleanExpression {
  const entries = input.entries();
  if (entries.length !== 1) {
    throw new GraphQLRequestError("validation-failed", "exactly one predicate should be specified", {
      path: input.path,
    });
  }
  return allOf(
    entries.map(({ field, value }): AggregatePredicate => {
      const meaning = inputMeaning(field);
      if (meaning?.kind !== "aggregate-predicate")
        throw new TypeError("an aggregate predicate has no meaning");
      const names = value.field("arguments");
      const filter = value.field("filter");
      const predicate = value.field("predicate");
      const comparisonEntries = predicate?.entries() ?? [];
      return {
        kind: "aggregate",
        relationship,
        function: meaning.function,
        columns: names === undefined || names.isNull ? [] : columnsOf(names),
        distinct: value.field("distinct")?.constant() === true,
        filter: throughRole(
          context,
          filter === undefined || filter.isNull ? undefined : filter,
          relationship.target,
        ),
        comparisons: comparisonEntries.flatMap((entry) => {
          const operator = inputMeaning(entry.field);
          if (operator?.kind !== "operator") return [];
          const type = meaning.function === "count" ? bigintType : booleanType;
          const parameter = entry.value.requiredParameter(operandType(operator.operator, type));
          return [{ operator: operator.operator, right: { kind: "parameter" as const, parameter } }];
        }),
        isNull: comparisonEntries.flatMap((entry) =>
          inputMeaning(entry.field)?.kind === "is-null" ? [entry.value.constant() === true] : [],
        ),
      };
    }),
  );
}

function unexpectedNull(type: string, path: string): GraphQLRequestError {
  return new GraphQLRequestError("validation-failed", `unexpected null value for type '${type}'`, { path });
}
