import { GraphQLInt, GraphQLList, GraphQLNonNull } from "graphql";
import type { GraphQLArgumentConfig } from "graphql";
import type { TableModel } from "../model/types.ts";
import { boolExp } from "./bool-exp.ts";
import { selectColumnEnum } from "./column-enums.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { orderBy } from "./order-by.ts";

/** The arguments of every field that returns many rows of a table. */
export function selectArguments(
  context: SchemaContext,
  table: TableModel,
  more: readonly (readonly [string, GraphQLArgumentConfig])[] = [],
): Record<string, GraphQLArgumentConfig> {
  const columns = selectColumnEnum(context, table);
  return sorted<GraphQLArgumentConfig>([
    ...more,
    ...(columns === null
      ? []
      : [
          [
            "distinct_on",
            { type: new GraphQLList(new GraphQLNonNull(columns)), description: "distinct select on columns" },
          ] as const,
        ]),
    ["limit", { type: GraphQLInt, description: "limit the number of rows returned" }],
    ["offset", { type: GraphQLInt, description: "skip the first n rows. Use only with order_by" }],
    ...(columns === null
      ? []
      : [
          [
            "order_by",
            {
              type: new GraphQLList(new GraphQLNonNull(orderBy(context, table))),
              description: "sort the rows by one or more columns",
            },
          ] as const,
        ]),
    ["where", { type: boolExp(context, table), description: "filter the rows returned" }],
  ]);
}
