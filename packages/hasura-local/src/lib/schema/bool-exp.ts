import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
} from "graphql";
import type { GraphQLInputFieldConfig } from "graphql";
import { booleanType, integerType } from "../catalog/scalar-types.ts";
import type { ColumnModel, RelationshipModel, TableModel } from "../model/types.ts";
import { columnComparison, typeComparison } from "./comparison.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";
import { selectColumnEnum } from "./column-enums.ts";

type Entry = readonly [string, GraphQLInputFieldConfig];

/** `x_bool_exp`: conditions over what the role can read, on this table and through relationships. */
export function boolExp(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_bool_exp`;
  return context.once(name, () => {
    const type: GraphQLInputObjectType = new GraphQLInputObjectType({
      name,
      description: `Boolean expression to filter rows from the table "${table.table.name}". All fields are combined with a logical 'AND'.`,
      fields: () =>
        sorted<GraphQLInputFieldConfig>([
          ["_and", { type: new GraphQLList(new GraphQLNonNull(type)), ...means({ kind: "and" }) }],
          ["_or", { type: new GraphQLList(new GraphQLNonNull(type)), ...means({ kind: "or" }) }],
          ["_not", { type, ...means({ kind: "not" }) }],
          ...context
            .columns(table)
            .map((column): Entry => [
              column.field,
              { type: columnComparison(context, column), ...means({ kind: "column", column }) },
            ]),
          ...computedEntries(context, table),
          ...relationshipEntries(context, table),
        ]),
    });
    return type;
  });
}

function computedEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.computedFields.values()].flatMap((field): Entry[] => {
    // Only fields without arguments of their own can be compared.
    const own = field.function.arguments.length - 1 - (field.sessionArgument === null ? 0 : 1);
    if (own > 0) return [];
    if (field.target !== null) {
      if (context.select(field.target) === undefined) return [];
      return [
        [
          field.name,
          {
            type: boolExp(context, field.target),
            ...means({ kind: "computed-table", field, target: field.target }),
          },
        ],
      ];
    }
    if (context.select(table)?.computedFields.has(field.name) !== true) return [];
    return [
      [
        field.name,
        {
          type: typeComparison(context, field.function.returnType),
          ...means({ kind: "computed-scalar", field }),
        },
      ],
    ];
  });
}

function relationshipEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.relationships.values()].flatMap((relationship): Entry[] => {
    const rule = context.select(relationship.target);
    if (context.select(table) === undefined || rule === undefined) return [];
    const entries: Entry[] = [
      [
        relationship.name,
        { type: boolExp(context, relationship.target), ...means({ kind: "relationship", relationship }) },
      ],
    ];
    if (relationship.kind === "array" && rule.aggregations) {
      entries.push([
        `${relationship.name}_aggregate`,
        {
          type: aggregateBoolExp(context, relationship),
          ...means({ kind: "relationship-aggregate", relationship }),
        },
      ]);
    }
    return entries;
  });
}

/** `x_aggregate_bool_exp`: a condition on a count, or on booleans taken together. */
function aggregateBoolExp(context: SchemaContext, relationship: RelationshipModel): GraphQLInputObjectType {
  const { target } = relationship;
  const name = `${target.name}_aggregate_bool_exp`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        fields: () => {
          const booleans = context.columns(target).filter((column) => column.type.name === "bool");
          return sorted<GraphQLInputFieldConfig>([
            [
              "count",
              {
                type: predicateInput(context, target, `${name}_count`, null),
                ...means({ kind: "aggregate-predicate", function: "count" }),
              },
            ],
            ...(booleans.length === 0
              ? []
              : (["bool_and", "bool_or"] as const).map((kind): Entry => [
                  kind,
                  {
                    type: predicateInput(context, target, `${name}_${kind}`, booleans),
                    ...means({ kind: "aggregate-predicate", function: kind }),
                  },
                ])),
          ]);
        },
      }),
  );
}

function predicateInput(
  context: SchemaContext,
  target: TableModel,
  name: string,
  booleans: readonly ColumnModel[] | null,
): GraphQLInputObjectType {
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        fields: () => {
          const columns =
            booleans === null
              ? selectColumnEnum(context, target)
              : booleanColumns(context, target, name, booleans);
          return sorted<GraphQLInputFieldConfig>([
            ...(columns === null
              ? []
              : [
                  [
                    "arguments",
                    {
                      type:
                        booleans === null
                          ? new GraphQLList(new GraphQLNonNull(columns))
                          : new GraphQLNonNull(columns),
                    },
                  ] as Entry,
                ]),
            ["distinct", { type: GraphQLBoolean }],
            ["filter", { type: boolExp(context, target) }],
            [
              "predicate",
              {
                type: new GraphQLNonNull(
                  typeComparison(context, booleans === null ? integerType : booleanType),
                ),
              },
            ],
          ]);
        },
      }),
  );
}

function booleanColumns(
  context: SchemaContext,
  target: TableModel,
  predicate: string,
  columns: readonly ColumnModel[],
): GraphQLEnumType {
  const name = `${target.name}_select_column_${predicate}_arguments_columns`;
  return context.once(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description: `select "${predicate}_arguments_columns" columns of table "${target.table.name}"`,
        values: sorted(
          columns.map((column) => [
            column.field,
            { description: "column name", ...means({ kind: "column", column }) },
          ]),
        ),
      }),
  );
}
