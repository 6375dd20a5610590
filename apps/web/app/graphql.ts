import { initGraphQLTada } from "gql.tada";

import type { introspection } from "./generated/graphql-env.d.ts";

/** Makes typed documents and fragments from the API's schema for role `user`; a wrong field is a type error. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    bigint: number;
    jsonb: unknown;
    smallint: number;
    time: string;
    timestamptz: string;
    uuid: string;
  };
}>();

export { readFragment } from "gql.tada";
export type { FragmentOf, ResultOf, VariablesOf } from "gql.tada";
