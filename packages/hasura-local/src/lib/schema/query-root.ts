import { GraphQLList, GraphQLNonNull, GraphQLString } from "graphql";
import type { GraphQLArgumentConfig, GraphQLFieldConfig } from "graphql";
import type { ColumnModel, TableModel } from "../model/types.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";
import { columnType } from "./scalars.ts";
import { selectArguments } from "./select-arguments.ts";
import { streamField } from "./stream.ts";
import { aggregateType, rowType } from "./table-types.ts";

export type RootField = readonly [string, GraphQLFieldConfig<unknown, unknown>];

/** The fields that read a table, for the query root or the subscription root. */
export function tableQueryFields(
  context: SchemaContext,
  table: TableModel,
  root: "query" | "subscription",
): RootField[] {
  const rule = context.select(table);
  if (rule === undefined) return [];
  const shown = root === "query" ? rule.queryRootFields : rule.subscriptionRootFields;
  const allows = (kind: string): boolean => shown === null || shown.has(kind);
  const { rootFields } = table;
  const fields: RootField[] = [];
  if (allows("select") && context.hasRow(table)) {
    fields.push([
      rootFields.select.name,
      {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(rowType(context, table)))),
        description: rootFields.select.description,
        args: selectArguments(context, table),
        ...means({ kind: "select", table }),
      },
    ]);
  }
  const key = context.readableKey(table);
  if (allows("select_by_pk") && key !== null) {
    fields.push([
      rootFields.select_by_pk.name,
      {
        type: rowType(context, table),
        description: rootFields.select_by_pk.description,
        args: keyArguments(context, key),
        ...means({ kind: "select-by-pk", table }),
      },
    ]);
  }
  if (allows("select_aggregate") && rule.aggregations) {
    fields.push([
      rootFields.select_aggregate.name,
      {
        type: new GraphQLNonNull(aggregateType(context, table)),
        description: rootFields.select_aggregate.description,
        args: selectArguments(context, table),
        ...means({ kind: "select-aggregate", table }),
      },
    ]);
  }
  if (root === "subscription" && allows("select_stream")) fields.push(...streamField(context, table));
  return fields;
}

/** One non-null argument per key column. */
export function keyArguments(
  context: SchemaContext,
  key: readonly ColumnModel[],
): Record<string, GraphQLArgumentConfig> {
  return sorted(
    key.map((column) => [
      column.field,
      {
        type: new GraphQLNonNull(columnType(context, column)),
        description: column.description,
        ...means({ kind: "column", column }),
      },
    ]),
  );
}

/** Stands in for a role that can query nothing: GraphQL knows no empty root. */
export const noQueries: RootField = [
  "no_queries_available",
  {
    type: new GraphQLNonNull(GraphQLString),
    description:
      "There are no queries available to the current role. Either there are no sources or remote schemas configured, or the current role doesn't have the required permissions.",
    ...means({ kind: "no-queries" }),
  },
];
