import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  specifiedDirectives,
} from "graphql";
import { actionFields } from "./actions.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { functionFields } from "./functions.ts";
import { tableMutationFields } from "./mutation-root.ts";
import { noQueries, tableQueryFields } from "./query-root.ts";
import type { RootField } from "./query-root.ts";

/** Marks a subscription that may have several root fields. */
export const MULTIPLE_TOP_LEVEL_FIELDS = "_multiple_top_level_fields";

const directives = [
  ...specifiedDirectives.filter((directive) => ["include", "skip"].includes(directive.name)),
  new GraphQLDirective({
    name: "cached",
    description: "whether this query should be cached (Hasura Cloud only)",
    locations: [DirectiveLocation.QUERY],
    args: {
      refresh: {
        type: new GraphQLNonNull(GraphQLBoolean),
        defaultValue: false,
        description: "refresh the cache entry",
      },
      ttl: {
        type: new GraphQLNonNull(GraphQLInt),
        defaultValue: 60,
        description: "measured in seconds",
      },
    },
  }),
  new GraphQLDirective({ name: MULTIPLE_TOP_LEVEL_FIELDS, locations: [DirectiveLocation.SUBSCRIPTION] }),
];

/** Builds the schema as a role sees it: what the role may not touch does not exist. */
export function buildSchema(context: SchemaContext): GraphQLSchema {
  const tables = [...context.model.tables.values()];
  const query: RootField[] = [
    ...tables.flatMap((table) => tableQueryFields(context, table, "query")),
    ...functionFields(context, "query"),
    ...actionFields(context, "query"),
  ];
  const mutation: RootField[] = [
    ...tables.flatMap((table) => tableMutationFields(context, table)),
    ...functionFields(context, "mutation"),
    ...actionFields(context, "mutation"),
  ];
  const subscription: RootField[] = [
    ...tables.flatMap((table) => tableQueryFields(context, table, "subscription")),
    ...functionFields(context, "query"),
  ];
  const root = (name: string, fields: readonly RootField[]): GraphQLObjectType =>
    new GraphQLObjectType({ name, fields: sorted(fields) });
  const schema = new GraphQLSchema({
    query: root("query_root", query.length === 0 ? [noQueries] : query),
    mutation: mutation.length === 0 ? null : root("mutation_root", mutation),
    subscription: subscription.length === 0 ? null : root("subscription_root", subscription),
    directives,
  });
  sortTypes(schema);
  return schema;
}

/** Introspection lists types in the order of this map. */
function sortTypes(schema: GraphQLSchema): void {
  const types = schema.getTypeMap();
  for (const [name, type] of Object.entries(sorted(Object.entries(types)))) {
    delete types[name];
    types[name] = type;
  }
}
