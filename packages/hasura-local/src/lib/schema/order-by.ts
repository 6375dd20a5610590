import { GraphQLEnumType, GraphQLInputObjectType } from "graphql";
import type { GraphQLInputFieldConfig } from "graphql";
import type { TableModel } from "../model/types.ts";
import { aggregateFunctions } from "./aggregate-functions.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";

type Entry = readonly [string, GraphQLInputFieldConfig];

/** The shared enum of directions. */
function orderByEnum(context: SchemaContext): GraphQLEnumType {
  return context.once(
    "order_by",
    () =>
      new GraphQLEnumType({
        name: "order_by",
        description: "column ordering options",
        values: {
          asc: { description: "in ascending order, nulls last" },
          asc_nulls_first: { description: "in ascending order, nulls first" },
          asc_nulls_last: { description: "in ascending order, nulls last" },
          desc: { description: "in descending order, nulls first" },
          desc_nulls_first: { description: "in descending order, nulls first" },
          desc_nulls_last: { description: "in descending order, nulls last" },
        },
      }),
  );
}

/** `x_order_by`: by columns, through object relationships, by aggregates of array relationships. */
export function orderBy(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_order_by`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `Ordering options when selecting data from "${table.table.name}".`,
        fields: () =>
          sorted([
            ...context
              .columns(table)
              .map((column): Entry => [
                column.field,
                { type: orderByEnum(context), ...means({ kind: "column", column }) },
              ]),
            ...computedEntries(context, table),
            ...relationshipEntries(context, table),
          ]),
      }),
  );
}

function computedEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.computedFields.values()].flatMap((field): Entry[] => {
    const own = field.function.arguments.length - 1 - (field.sessionArgument === null ? 0 : 1);
    if (own > 0) return [];
    if (field.target !== null) {
      if (context.select(field.target)?.aggregations !== true) return [];
      return [
        [
          `${field.name}_aggregate`,
          {
            type: aggregateOrderBy(context, field.target),
            ...means({ kind: "computed-table", field, target: field.target }),
          },
        ],
      ];
    }
    if (context.select(table)?.computedFields.has(field.name) !== true) return [];
    return [[field.name, { type: orderByEnum(context), ...means({ kind: "computed-scalar", field }) }]];
  });
}

function relationshipEntries(context: SchemaContext, table: TableModel): Entry[] {
  return [...table.relationships.values()].flatMap((relationship): Entry[] => {
    const rule = context.select(relationship.target);
    if (rule === undefined) return [];
    if (relationship.kind === "object") {
      if (context.columns(relationship.target).length === 0) return [];
      return [
        [
          relationship.name,
          { type: orderBy(context, relationship.target), ...means({ kind: "relationship", relationship }) },
        ],
      ];
    }
    if (!rule.aggregations) return [];
    return [
      [
        `${relationship.name}_aggregate`,
        {
          type: aggregateOrderBy(context, relationship.target),
          ...means({ kind: "relationship-aggregate", relationship }),
        },
      ],
    ];
  });
}

function aggregateOrderBy(context: SchemaContext, table: TableModel): GraphQLInputObjectType {
  const name = `${table.name}_aggregate_order_by`;
  return context.once(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `order by aggregate values of table "${table.table.name}"`,
        fields: () =>
          sorted<GraphQLInputFieldConfig>([
            ["count", { type: orderByEnum(context), ...means({ kind: "count" }) }],
            ...aggregateFunctions.flatMap((entry): Entry[] => {
              const columns = context.columns(table).filter((column) => entry.accepts(column.type));
              if (columns.length === 0) return [];
              const typeName = `${table.name}_${entry.name}_order_by`;
              const type = context.once(
                typeName,
                () =>
                  new GraphQLInputObjectType({
                    name: typeName,
                    description: `order by ${entry.name}() on columns of table "${table.table.name}"`,
                    fields: () =>
                      sorted(
                        columns.map((column) => [
                          column.field,
                          {
                            type: orderByEnum(context),
                            description: column.description,
                            ...means({ kind: "column", column }),
                          },
                        ]),
                      ),
                  }),
              );
              return [[entry.name, { type, ...means({ kind: "aggregate-function", name: entry.name }) }]];
            }),
          ]),
      }),
  );
}
