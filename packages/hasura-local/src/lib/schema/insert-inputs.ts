import { GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull } from "graphql";
import type { GraphQLInputFieldConfig } from "graphql";
import { isGraphQLName } from "../model/naming.ts";
import type { RelationshipModel, TableModel } from "../model/types.ts";
import { boolExp } from "./bool-exp.ts";
import { updateColumnEnum } from "./column-enums.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";
import { columnType } from "./scalars.ts";

type Entry = readonly [string, GraphQLInputFieldConfig];

/** `x_insert_input`: the columns that the role supplies, and rows to insert along relationships. */
export function insertInput(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_insert_input`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `input type for inserting data into table "${table.table.name}"`,
        fields: () => sorted([...columnEntries(context, table), ...relationshipEntries(context, table)]),
      }),
  );
}

/** Whether the role can supply anything at all: GraphQL knows no empty input type. */
export function hasInsertInput(context: SchemaContext, table: TableModel): boolean {
  return columnEntries(context, table).length > 0 || relationshipEntries(context, table).length > 0;
}

function columnEntries(context: SchemaContext, table: TableModel): Entry[] {
  const rule = context.insert(table);
  const preset = new Set(rule?.presets.map((entry) => entry.column));
  return table.columns
    .filter((column) => rule?.columns.has(column) === true && !preset.has(column) && !column.generated)
    .map((column): Entry => [
      column.field,
      {
        type: columnType(context, column),
        description: column.description,
        ...means({ kind: "column", column }),
      },
    ]);
}

function relationshipEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.relationships.values()].flatMap((relationship): Entry[] => {
    if (context.insert(relationship.target) === undefined) return [];
    return [
      [
        relationship.name,
        { type: relationshipInput(context, relationship), ...means({ kind: "relationship", relationship }) },
      ],
    ];
  });
}

function relationshipInput(context: SchemaContext, relationship: RelationshipModel): GraphQLInputObjectType {
  const { target, kind } = relationship;
  const name = `${target.name}_${kind === "object" ? "obj" : "arr"}_rel_insert_input`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `input type for inserting ${kind} relation for remote table "${target.table.name}"`,
        fields: () => {
          const row = new GraphQLNonNull(insertInput(context, target));
          const conflict = onConflict(context, target);
          return {
            data: { type: kind === "object" ? row : new GraphQLNonNull(new GraphQLList(row)) },
            ...(conflict !== null && { on_conflict: { type: conflict, description: "upsert condition" } }),
          };
        },
      }),
  );
}

/** `x_on_conflict`; null for a table without a key that an insert can collide with. */
export function onConflict(context: SchemaContext, table: TableModel): GraphQLInputObjectType | null {
  const constraints = table.table.uniqueConstraints.filter((constraint) => isGraphQLName(constraint.name));
  if (constraints.length === 0) return null;
  const name = `${table.name}_on_conflict`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `on_conflict condition type for table "${table.table.name}"`,
        fields: () => ({
          constraint: { type: new GraphQLNonNull(constraintEnum(context, table)) },
          update_columns: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(updateColumnEnum(context, table)))),
            defaultValue: [],
          },
          where: { type: boolExp(context, table) },
        }),
      }),
  );
}

function constraintEnum(context: SchemaContext, table: TableModel): GraphQLEnumType {
  const name = `${table.name}_constraint`;
  return context.once(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description: `unique or primary key constraints on table "${table.table.name}"`,
        values: sorted(
          table.table.uniqueConstraints
            .filter((constraint) => isGraphQLName(constraint.name))
            .map((constraint) => [
              constraint.name,
              {
                description: `unique or primary key constraint on columns ${constraint.columns.map((column) => `"${column}"`).join(", ")}`,
              },
            ]),
        ),
      }),
  );
}
