import { GraphQLEnumType, GraphQLInputObjectType, GraphQLInt, GraphQLList, GraphQLNonNull } from "graphql";
import type { GraphQLFieldConfig } from "graphql";
import type { TableModel } from "../model/types.ts";
import { boolExp } from "./bool-exp.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";
import { columnType } from "./scalars.ts";
import { rowType } from "./table-types.ts";

/** `x_stream`: batches of rows after a cursor. */
export function streamField(
  context: SchemaContext,
  table: TableModel,
): (readonly [string, GraphQLFieldConfig<unknown, unknown>])[] {
  if (context.columns(table).length === 0) return [];
  const { name, description } = table.rootFields.select_stream;
  return [
    [
      name,
      {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(rowType(context, table)))),
        description,
        args: {
          batch_size: {
            type: new GraphQLNonNull(GraphQLInt),
            description: "maximum number of rows returned in a single batch",
          },
          cursor: {
            type: new GraphQLNonNull(new GraphQLList(cursorInput(context, table))),
            description: "cursor to stream the results returned by the query",
          },
          where: { type: boolExp(context, table), description: "filter the rows returned" },
        },
        ...means({ kind: "select-stream", table }),
      },
    ],
  ];
}

function cursorInput(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_stream_cursor_input`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `Streaming cursor of the table "${table.name}"`,
        fields: () => ({
          initial_value: {
            type: new GraphQLNonNull(cursorValueInput(context, table)),
            description: "Stream column input with initial value",
          },
          ordering: { type: cursorOrdering(context), description: "cursor ordering" },
        }),
      }),
  );
}

function cursorValueInput(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_stream_cursor_value_input`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: "Initial value of the column from where the streaming should start",
        fields: () =>
          sorted(
            context.columns(table).map((column) => [
              column.field,
              {
                type: columnType(context, column),
                description: column.description,
                ...means({ kind: "column", column }),
              },
            ]),
          ),
      }),
  );
}

function cursorOrdering(context: SchemaContext): GraphQLEnumType {
  return context.once(
    "cursor_ordering",
    () =>
      new GraphQLEnumType({
        name: "cursor_ordering",
        description: "ordering argument of a cursor",
        values: {
          ASC: { description: "ascending ordering of the cursor" },
          DESC: { description: "descending ordering of the cursor" },
        },
      }),
  );
}
