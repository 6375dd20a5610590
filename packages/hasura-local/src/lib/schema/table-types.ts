import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from "graphql";
import type { GraphQLFieldConfig, GraphQLFieldConfigArgumentMap } from "graphql";
import type { ComputedFieldModel, TableModel } from "../model/types.ts";
import { aggregateFunctions } from "./aggregate-functions.ts";
import { selectColumnEnum } from "./column-enums.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { functionArguments } from "./function-arguments.ts";
import { means } from "./meaning.ts";
import { columnOutputType, columnType, valueType } from "./scalars.ts";
import { selectArguments } from "./select-arguments.ts";

type Field = GraphQLFieldConfig<unknown, unknown>;
type Entry = readonly [string, Field];

/** The row type of a table as the role sees it. Ask only for tables that the role can select from. */
export function rowType(context: SchemaContext, table: TableModel): GraphQLObjectType {
  return context.once(
    table.name,
    () =>
      new GraphQLObjectType({
        name: table.name,
        description:
          table.description ??
          (table.metadata.configuration?.comment === ""
            ? null
            : `columns and relationships of "${table.key.startsWith("public.") ? table.table.name : table.key}"`),
        fields: () =>
          sorted([
            ...columnEntries(context, table),
            ...computedEntries(context, table),
            ...relationshipEntries(context, table),
          ]),
      }),
  );
}

function columnEntries(context: SchemaContext, table: TableModel): Entry[] {
  const rule = context.select(table);
  return context.columns(table).map((column): Entry => [
    column.field,
    {
      type: columnOutputType(context, column, rule?.columns.get(column) != null),
      description: column.description,
      args: jsonPathArgument(column.type.name),
      ...means({ kind: "column", column }),
    },
  ]);
}

function jsonPathArgument(type: string): GraphQLFieldConfigArgumentMap {
  return type === "json" || type === "jsonb"
    ? { path: { type: GraphQLString, description: "JSON select path" } }
    : {};
}

function computedEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.computedFields.values()].flatMap((field): Entry[] => {
    const args = computedArguments(context, table, field);
    if (field.target === null) {
      if (context.select(table)?.computedFields.has(field.name) !== true) return [];
      const type = valueType(context, field.function.returnType);
      return [
        [
          field.name,
          {
            type,
            description: field.description,
            args: sorted([...args, ...Object.entries(jsonPathArgument(field.function.returnType.name))]),
            ...means({ kind: "computed-scalar", field }),
          },
        ],
      ];
    }
    const { target } = field;
    if (!context.hasRow(target)) return [];
    const row = rowType(context, target);
    return [
      [
        field.name,
        {
          type: field.function.returnsSet ? new GraphQLList(new GraphQLNonNull(row)) : row,
          description: field.description,
          args: field.function.returnsSet ? selectArguments(context, target, args) : sorted(args),
          ...means({ kind: "computed-table", field, target }),
        },
      ],
    ];
  });
}

function computedArguments(context: SchemaContext, table: TableModel, field: ComputedFieldModel) {
  const hidden = new Set([
    field.tableArgument,
    ...(field.sessionArgument === null ? [] : [field.sessionArgument]),
  ]);
  return functionArguments(context, field.function, hidden, `${field.name}_${table.name}_args`);
}

function relationshipEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.relationships.values()].flatMap((relationship): Entry[] => {
    const { target } = relationship;
    const rule = context.select(target);
    if (rule === undefined) return [];
    if (relationship.kind === "object") {
      if (!context.hasRow(target)) return [];
      const row = rowType(context, target);
      return [
        [
          relationship.name,
          {
            type: relationship.required ? new GraphQLNonNull(row) : row,
            description: relationship.description,
            ...means({ kind: "relationship", relationship }),
          },
        ],
      ];
    }
    const entries: Entry[] = [];
    if (context.hasRow(target)) {
      entries.push([
        relationship.name,
        {
          type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(rowType(context, target)))),
          description: relationship.description,
          args: selectArguments(context, target),
          ...means({ kind: "relationship", relationship }),
        },
      ]);
    }
    if (rule.aggregations) {
      entries.push([
        `${relationship.name}_aggregate`,
        {
          type: new GraphQLNonNull(aggregateType(context, target)),
          description: "An aggregate relationship",
          args: selectArguments(context, target),
          ...means({ kind: "relationship-aggregate", relationship }),
        },
      ]);
    }
    return entries;
  });
}

/** `x_aggregate`: aggregates and the rows they were taken over. */
export function aggregateType(context: SchemaContext, table: TableModel): GraphQLObjectType {
  const name = `${table.name}_aggregate`;
  return context.once(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `aggregated selection of "${table.table.name}"`,
        fields: () => ({
          aggregate: { type: aggregateFields(context, table), ...means({ kind: "aggregate" }) },
          ...(context.hasRow(table) && {
            nodes: {
              type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(rowType(context, table)))),
              ...means({ kind: "nodes" }),
            },
          }),
        }),
      }),
  );
}

function aggregateFields(context: SchemaContext, table: TableModel): GraphQLObjectType {
  const name = `${table.name}_aggregate_fields`;
  return context.once(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `aggregate fields of "${table.table.name}"`,
        fields: () => {
          const columns = selectColumnEnum(context, table);
          return sorted<Field>([
            [
              "count",
              {
                type: new GraphQLNonNull(GraphQLInt),
                args: {
                  ...(columns !== null && {
                    columns: { type: new GraphQLList(new GraphQLNonNull(columns)) },
                  }),
                  distinct: { type: GraphQLBoolean },
                },
                ...means({ kind: "count" }),
              },
            ],
            ...aggregateFunctions.flatMap((entry): Entry[] => {
              const accepted = context.columns(table).filter((column) => entry.accepts(column.type));
              if (accepted.length === 0) return [];
              const typeName = `${table.name}_${entry.name}_fields`;
              const type = context.once(
                typeName,
                () =>
                  new GraphQLObjectType({
                    name: typeName,
                    description: `aggregate ${entry.name} on columns`,
                    fields: () =>
                      sorted(
                        accepted.map((column): Entry => [
                          column.field,
                          {
                            type: entry.keepsType ? columnType(context, column) : GraphQLFloat,
                            description: column.description,
                            ...means({ kind: "column", column }),
                          },
                        ]),
                      ),
                  }),
              );
              return [[entry.name, { type, ...means({ kind: "aggregate-function", name: entry.name }) }]];
            }),
          ]);
        },
      }),
  );
}
