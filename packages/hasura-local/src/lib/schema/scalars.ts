import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
} from "graphql";
import type { GraphQLOutputType } from "graphql";
import type { CatalogType } from "../catalog/types.ts";
import { isGraphQLName } from "../model/naming.ts";
import type { ColumnModel, TableModel } from "../model/types.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";

/** Only these change their name; every other type keeps Postgres' (with Hasura's names for the integers). */
const builtIn: Record<string, GraphQLScalarType> = {
  int4: GraphQLInt,
  bool: GraphQLBoolean,
  float4: GraphQLFloat,
  text: GraphQLString,
  varchar: GraphQLString,
};
const renamed: Record<string, string> = { int2: "smallint", int8: "bigint" };

/** The GraphQL name of a type that is not an array. */
export function scalarName(type: CatalogType): string {
  const plain = builtIn[type.name]?.name ?? renamed[type.name] ?? type.name;
  // A row type may have a table's name, which is an object type's already.
  const name = type.kind === "composite" ? `${plain}_scalar` : plain;
  return isGraphQLName(name) ? name : `_${name.replaceAll(/[^_0-9A-Za-z]/g, "_")}`;
}

function scalarType(context: SchemaContext, type: CatalogType): GraphQLScalarType {
  const known = builtIn[type.name];
  return known ?? namedScalar(context, scalarName(type));
}

/** A scalar that this server hands through: its values are checked by the database. */
export function namedScalar(
  context: SchemaContext,
  name: string,
  description?: string | null,
): GraphQLScalarType {
  return context.once(name, () => new GraphQLScalarType({ name, description: description ?? null }));
}

/** The nullable GraphQL type of a column's values; the same for output and input. */
export function columnType(
  context: SchemaContext,
  column: ColumnModel,
): GraphQLScalarType | GraphQLEnumType | GraphQLList<GraphQLNonNull<GraphQLScalarType>> {
  return column.enumTable === null
    ? valueType(context, column.type)
    : enumTableType(context, column.enumTable);
}

export function valueType(
  context: SchemaContext,
  type: CatalogType,
): GraphQLScalarType | GraphQLList<GraphQLNonNull<GraphQLScalarType>> {
  if (type.kind === "array" && type.element !== null) {
    return new GraphQLList(new GraphQLNonNull(scalarType(context, type.element)));
  }
  return scalarType(context, type);
}

/** A column as a field of a row: non-null if the database says so and the role sees it in every row. */
export function columnOutputType(
  context: SchemaContext,
  column: ColumnModel,
  conditional: boolean,
): GraphQLOutputType {
  const type = columnType(context, column);
  return column.notNull && !conditional ? new GraphQLNonNull(type) : type;
}

/** The enum of an enum table's values. */
export function enumTableType(context: SchemaContext, table: TableModel): GraphQLEnumType {
  const values = table.enumValues ?? [];
  const name = `${table.name}_enum`;
  return context.once(
    name,
    () =>
      new GraphQLEnumType({
        name,
        values: sorted(
          values.map(({ value, comment }) => [value, { description: comment ?? null }] as const),
        ),
      }),
  );
}
