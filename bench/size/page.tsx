import type { TypedDocumentNode } from "@urql/core";
import { initGraphQLTada } from "gql.tada";
import { createBrowserClient, type Dehydrated, type TokenSource } from "@potluck/urql-client/browser";
import { LiveProvider, useLiveMutation, useLiveQuery } from "@potluck/urql-client/react";

import { model } from "./model.ts";
import type { Changed, DinnerData } from "./shape.ts";

// As in an app, where the API's schema gives the types.
const graphql = initGraphQLTada() as unknown as <D, V>(text: string) => TypedDocumentNode<D, V>;

const DinnerPage = graphql<DinnerData, { id: string }>(`
  query DinnerPage($id: uuid!) {
    dinners_by_pk(id: $id) {
      id
      title
      items(order_by: [{ position: asc }, { id: asc }]) {
        id
        title
        done
      }
    }
  }
`);
const Toggle = graphql<Changed, { id: string; done: boolean }>(`
  mutation Toggle($id: uuid!, $done: Boolean!) {
    update_items_by_pk(pk_columns: { id: $id }, _set: { done: $done }) {
      id
    }
  }
`);

export function createPage(tokens: TokenSource, user: string, state: Dehydrated, id: string) {
  const client = createBrowserClient({
    url: "https://api.example.org/v1/graphql",
    wsUrl: "wss://api.example.org/v1/graphql",
    model,
    tokens,
    user,
  });
  return (
    <LiveProvider client={client} state={state}>
      <Items id={id} />
    </LiveProvider>
  );
}

function Items({ id }: { id: string }) {
  const { data } = useLiveQuery(DinnerPage, { id });
  const [toggle] = useLiveMutation(Toggle);
  return data?.dinners_by_pk?.items.map((item) => (
    <button key={item.id} onClick={() => void toggle({ id: item.id, done: !item.done })}>
      {item.done ? "☑" : "☐"} {item.title}
    </button>
  ));
}
