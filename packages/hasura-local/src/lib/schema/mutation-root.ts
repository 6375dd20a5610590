import { GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType } from "graphql";
import type { GraphQLArgumentConfig, GraphQLFieldConfig } from "graphql";
import type { TableModel } from "../model/types.ts";
import { boolExp } from "./bool-exp.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { hasInsertInput, insertInput, onConflict } from "./insert-inputs.ts";
import { means } from "./meaning.ts";
import { keyArguments } from "./query-root.ts";
import type { RootField } from "./query-root.ts";
import { rowType } from "./table-types.ts";
import { keyInput, updatableColumns, updateOperatorArguments, updatesInput } from "./update-inputs.ts";

type Field = GraphQLFieldConfig<unknown, unknown>;

/** The fields that write a table. */
export function tableMutationFields(context: SchemaContext, table: TableModel): RootField[] {
  return [...insertFields(context, table), ...updateFields(context, table), ...deleteFields(context, table)];
}

function insertFields(context: SchemaContext, table: TableModel): RootField[] {
  const rule = context.insert(table);
  if (rule === undefined) return [];
  if (!hasInsertInput(context, table) && rule.presets.length === 0) return [];
  if (!hasInsertInput(context, table)) return [];
  const { rootFields } = table;
  const row = new GraphQLNonNull(insertInput(context, table));
  const conflict = onConflict(context, table);
  const conflictArgument: [string, GraphQLArgumentConfig][] =
    conflict === null ? [] : [["on_conflict", { type: conflict, description: "upsert condition" }]];
  const fields: RootField[] = [
    [
      rootFields.insert.name,
      {
        type: mutationResponse(context, table),
        description: rootFields.insert.description,
        args: sorted<GraphQLArgumentConfig>([
          [
            "objects",
            { type: new GraphQLNonNull(new GraphQLList(row)), description: "the rows to be inserted" },
          ],
          ...conflictArgument,
        ]),
        ...means({ kind: "insert", table }),
      },
    ],
  ];
  if (context.hasRow(table)) {
    fields.push([
      rootFields.insert_one.name,
      {
        type: rowType(context, table),
        description: rootFields.insert_one.description,
        args: sorted<GraphQLArgumentConfig>([
          ["object", { type: row, description: "the row to be inserted" }],
          ...conflictArgument,
        ]),
        ...means({ kind: "insert-one", table }),
      },
    ]);
  }
  return fields;
}

function updateFields(context: SchemaContext, table: TableModel): RootField[] {
  const rule = context.update(table);
  if (rule === undefined || (updatableColumns(context, table).length === 0 && rule.presets.length === 0))
    return [];
  const { rootFields } = table;
  const operators = updateOperatorArguments(context, table);
  const response = mutationResponse(context, table);
  const fields: RootField[] = [
    [
      rootFields.update.name,
      {
        type: response,
        description: rootFields.update.description,
        args: sorted<GraphQLArgumentConfig>([
          ...operators,
          [
            "where",
            {
              type: new GraphQLNonNull(boolExp(context, table)),
              description: "filter the rows which have to be updated",
            },
          ],
        ]),
        ...means({ kind: "update", table }),
      },
    ],
    [
      rootFields.update_many.name,
      {
        type: new GraphQLList(response),
        description: rootFields.update_many.description,
        args: {
          updates: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(updatesInput(context, table)))),
            description: "updates to execute, in order",
          },
        },
        ...means({ kind: "update-many", table }),
      },
    ],
  ];
  const key = context.readableKey(table);
  if (key !== null) {
    fields.push([
      rootFields.update_by_pk.name,
      {
        type: rowType(context, table),
        description: rootFields.update_by_pk.description,
        args: sorted<GraphQLArgumentConfig>([
          ...operators,
          ["pk_columns", { type: new GraphQLNonNull(keyInput(context, table, key)) }],
        ]),
        ...means({ kind: "update-by-pk", table }),
      },
    ]);
  }
  return fields;
}

function deleteFields(context: SchemaContext, table: TableModel): RootField[] {
  if (context.delete(table) === undefined) return [];
  const { rootFields } = table;
  const fields: RootField[] = [
    [
      rootFields.delete.name,
      {
        type: mutationResponse(context, table),
        description: rootFields.delete.description,
        args: {
          where: {
            type: new GraphQLNonNull(boolExp(context, table)),
            description: "filter the rows which have to be deleted",
          },
        },
        ...means({ kind: "delete", table }),
      },
    ],
  ];
  const key = context.readableKey(table);
  if (key !== null) {
    fields.push([
      rootFields.delete_by_pk.name,
      {
        type: rowType(context, table),
        description: rootFields.delete_by_pk.description,
        args: keyArguments(context, key),
        ...means({ kind: "delete-by-pk", table }),
      },
    ]);
  }
  return fields;
}

/** `x_mutation_response`; `returning` follows the role's select permission. */
function mutationResponse(context: SchemaContext, table: TableModel): GraphQLObjectType {
  const name = `${table.name}_mutation_response`;
  return context.once(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `response of any mutation on the table "${table.table.name}"`,
        fields: (): Record<string, Field> => ({
          affected_rows: {
            type: new GraphQLNonNull(GraphQLInt),
            description: "number of rows affected by the mutation",
            ...means({ kind: "affected-rows" }),
          },
          ...(context.hasRow(table) && {
            returning: {
              type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(rowType(context, table)))),
              description: "data from the rows affected by the mutation",
              ...means({ kind: "returning" }),
            },
          }),
        }),
      }),
  );
}
