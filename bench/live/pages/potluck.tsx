import { gql, type TypedDocumentNode } from "@urql/core";
import { createBrowserClient, type HasuraModel } from "@potluck/urql-client/browser";
import { LiveProvider, useLiveMutation, useLiveQuery } from "@potluck/urql-client/react";
import { useCallback } from "react";

import { LIST, TOGGLE, type Item, type ListData, type ToggleVariables } from "./documents.ts";
import { List, show } from "./list.tsx";

const Query = gql(LIST) as TypedDocumentNode<ListData, Record<string, never>>;
const Toggle = gql(TOGGLE) as TypedDocumentNode<unknown, ToggleVariables>;

// As `hasura-model` generates it.
const model: HasuraModel = {
  v: 1,
  roots: { query: "query_root", mutation: "mutation_root", subscription: "subscription_root" },
  tables: {
    items: {
      pk: ["id"],
      columns: { id: "uuid!", title: "String!", done: "Boolean!", position: "String!" },
      rels: {},
      fields: { select: "items", selectByPk: "items_by_pk", updateByPk: "update_items_by_pk" },
      bytewise: ["position"],
    },
  },
  keyless: ["items_mutation_response"],
  otherMutations: [],
};

const client = createBrowserClient({
  url: "/graphql",
  wsUrl: `ws://${location.host}/graphql`,
  model,
  user: "somebody",
});

function Page() {
  const { data } = useLiveQuery(Query, {});
  const [change] = useLiveMutation(Toggle);
  const toggle = useCallback(({ id, done }: Item) => void change({ id, done: !done }), [change]);
  return <List items={data?.items ?? []} toggle={toggle} />;
}

show(
  <LiveProvider client={client}>
    <Page />
  </LiveProvider>,
);
