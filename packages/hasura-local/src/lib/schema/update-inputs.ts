import { GraphQLInputObjectType, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLString } from "graphql";
import type { GraphQLArgumentConfig, GraphQLInputFieldConfig, GraphQLInputType } from "graphql";
import { isNumeric } from "../catalog/scalar-types.ts";
import type { ColumnModel, TableModel } from "../model/types.ts";
import { boolExp } from "./bool-exp.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";
import { columnType } from "./scalars.ts";

type Entry = readonly [string, GraphQLArgumentConfig & GraphQLInputFieldConfig];

interface UpdateOperator {
  argument: string;
  typeSuffix: string;
  typeDescription(table: string): string;
  description: string;
  accepts(column: ColumnModel): boolean;
  /** null: the column's own type. */
  type: GraphQLInputType | null;
}

const isJsonb = (column: ColumnModel): boolean => column.type.name === "jsonb";

/** What an update may do to a column. */
const updateOperators: readonly UpdateOperator[] = [
  {
    argument: "_append",
    typeSuffix: "append_input",
    typeDescription: () => "append existing jsonb value of filtered columns with new jsonb value",
    description: "append existing jsonb value of filtered columns with new jsonb value",
    accepts: isJsonb,
    type: null,
  },
  {
    argument: "_delete_at_path",
    typeSuffix: "delete_at_path_input",
    typeDescription: () =>
      "delete the field or element with specified path (for JSON arrays, negative integers count from the end)",
    description:
      "delete the field or element with specified path (for JSON arrays, negative integers count from the end)",
    accepts: isJsonb,
    type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
  },
  {
    argument: "_delete_elem",
    typeSuffix: "delete_elem_input",
    typeDescription: () =>
      "delete the array element with specified index (negative integers count from the end). throws an error if top level container is not an array",
    description:
      "delete the array element with specified index (negative integers count from the end). throws an error if top level container is not an array",
    accepts: isJsonb,
    type: GraphQLInt,
  },
  {
    argument: "_delete_key",
    typeSuffix: "delete_key_input",
    typeDescription: () =>
      "delete key/value pair or string element. key/value pairs are matched based on their key value",
    description:
      "delete key/value pair or string element. key/value pairs are matched based on their key value",
    accepts: isJsonb,
    type: GraphQLString,
  },
  {
    argument: "_inc",
    typeSuffix: "inc_input",
    typeDescription: (table) => `input type for incrementing numeric columns in table "${table}"`,
    description: "increments the numeric columns with given value of the filtered values",
    accepts: (column) => isNumeric(column.type),
    type: null,
  },
  {
    argument: "_prepend",
    typeSuffix: "prepend_input",
    typeDescription: () => "prepend existing jsonb value of filtered columns with new jsonb value",
    description: "prepend existing jsonb value of filtered columns with new jsonb value",
    accepts: isJsonb,
    type: null,
  },
  {
    argument: "_set",
    typeSuffix: "set_input",
    typeDescription: (table) => `input type for updating data in table "${table}"`,
    description: "sets the columns of the filtered rows to the given values",
    accepts: () => true,
    type: null,
  },
];

/** The columns that the role may write itself; presets are the server's. */
export function updatableColumns(context: SchemaContext, table: TableModel): ColumnModel[] {
  const rule = context.update(table);
  const preset = new Set(rule?.presets.map((entry) => entry.column));
  return table.columns.filter(
    (column) => rule?.columns.has(column) === true && !preset.has(column) && !column.generated,
  );
}

/** The arguments `_set`, `_inc`, … that the table and the role have columns for. */
export function updateOperatorArguments(context: SchemaContext, table: TableModel): Entry[] {
  return updateOperators.flatMap((operator): Entry[] => {
    const columns = updatableColumns(context, table).filter((column) => operator.accepts(column));
    if (columns.length === 0) return [];
    const name = `${table.name}_${operator.typeSuffix}`;
    const type = context.once(
      name,
      () =>
        new GraphQLInputObjectType({
          name,
          description: operator.typeDescription(table.table.name),
          fields: () =>
            sorted(
              columns.map((column) => [
                column.field,
                {
                  type: operator.type ?? columnType(context, column),
                  description: column.description,
                  ...means({ kind: "column", column }),
                },
              ]),
            ),
        }),
    );
    return [[operator.argument, { type, description: operator.description }]];
  });
}

/** `x_updates`: one entry of `update_x_many`. */
export function updatesInput(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_updates`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        fields: () =>
          sorted<GraphQLInputFieldConfig>([
            ...updateOperatorArguments(context, table),
            [
              "where",
              {
                type: new GraphQLNonNull(boolExp(context, table)),
                description: "filter the rows which have to be updated",
              },
            ],
          ]),
      }),
  );
}

/** `x_pk_columns_input`. */
export function keyInput(
  context: SchemaContext,
  table: TableModel,
  key: readonly ColumnModel[],
): GraphQLInputObjectType {
  const name = `${table.name}_pk_columns_input`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `primary key columns input for table: ${table.table.name}`,
        fields: () =>
          sorted(
            key.map((column) => [
              column.field,
              {
                type: new GraphQLNonNull(columnType(context, column)),
                description: column.description,
                ...means({ kind: "column", column }),
              },
            ]),
          ),
      }),
  );
}
