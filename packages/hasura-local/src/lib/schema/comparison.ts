import { GraphQLBoolean, GraphQLInputObjectType, GraphQLList, GraphQLNonNull } from "graphql";
import type { GraphQLInputFieldConfig, GraphQLInputType } from "graphql";
import { textType } from "../catalog/scalar-types.ts";
import type { CatalogType } from "../catalog/types.ts";
import type { ColumnModel } from "../model/types.ts";
import { enumOperators, operatorsOf } from "../plan/operators.ts";
import type { Operator } from "../plan/operators.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";
import { enumTableType, scalarName, valueType } from "./scalars.ts";

type Entry = readonly [string, GraphQLInputFieldConfig];

/** The operators of a column, e.g. `uuid_comparison_exp`. */
export function columnComparison(context: SchemaContext, column: ColumnModel): GraphQLInputObjectType {
  if (column.enumTable !== null) {
    const values = enumTableType(context, column.enumTable);
    return comparison(context, values.name, `${values.name}_comparison_exp`, values, enumOperators);
  }
  return typeComparison(context, column.type);
}

export function typeComparison(context: SchemaContext, type: CatalogType): GraphQLInputObjectType {
  const element = type.kind === "array" ? type.element : null;
  const name = element === null ? scalarName(type) : `${scalarName(element)}_array`;
  const title = element === null ? name : `${scalarName(element)}`;
  const cast: Entry[] = type.name === "jsonb" ? [["_cast", castField(context)]] : [];
  return comparison(
    context,
    title,
    `${name}_comparison_exp`,
    valueType(context, type),
    operatorsOf(type),
    cast,
  );
}

function comparison(
  context: SchemaContext,
  title: string,
  name: string,
  operand: GraphQLInputType,
  operators: readonly Operator[],
  more: readonly Entry[] = [],
): GraphQLInputObjectType {
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `Boolean expression to compare columns of type "${title}". All fields are combined with logical 'AND'.`,
        fields: () =>
          sorted([
            ...operators.map((operator): Entry => [
              `_${operator.name}`,
              {
                type: operatorInput(context, operator, operand),
                description: operator.description,
                ...means({ kind: "operator", operator }),
              },
            ]),
            ["_is_null", { type: GraphQLBoolean, ...means({ kind: "is-null" }) }],
            ...more,
          ]),
      }),
  );
}

function operatorInput(
  context: SchemaContext,
  operator: Operator,
  operand: GraphQLInputType,
): GraphQLInputType {
  if (operator.operand === "same") return operand;
  if (operator.operand === "list") return new GraphQLList(new GraphQLNonNull(operand));
  return valueType(context, operator.operand);
}

function castField(context: SchemaContext): GraphQLInputFieldConfig {
  const type = context.once(
    "jsonb_cast_exp",
    () =>
      new GraphQLInputObjectType({
        name: "jsonb_cast_exp",
        fields: () => ({
          String: { type: typeComparison(context, textType), ...means({ kind: "cast", to: textType }) },
        }),
      }),
  );
  return { type };
}
