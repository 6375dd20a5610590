import { cacheExchange } from "@urql/exchange-graphcache";
import { createClient as createSocket } from "graphql-ws";
import { useCallback } from "react";
import {
  Client,
  fetchExchange,
  gql,
  Provider,
  subscriptionExchange,
  useMutation,
  useQuery,
  useSubscription,
} from "urql";

import { LIST, LIST_CHANGES, TOGGLE, type Item, type ListData, type ToggleVariables } from "./documents.ts";
import { List, show } from "./list.tsx";

const Query = gql<ListData>(LIST);
const Changes = gql<ListData>(LIST_CHANGES);
const Toggle = gql<unknown, ToggleVariables>(TOGGLE);

const socket = createSocket({ url: `ws://${location.host}/graphql` });
const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  exchanges: [
    cacheExchange({
      updates: {
        Subscription: {
          // The list that the subscription brings is the list that the query holds.
          items: (result, args, cache) =>
            cache.link("Query", "items", args, (result as unknown as ListData).items as never),
        },
      },
      optimistic: {
        update_items_by_pk: (args) => ({
          __typename: "items",
          id: (args["pk_columns"] as Item).id,
          done: (args["_set"] as Item).done,
        }),
      },
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe({ ...request, query: request.query ?? "" }, sink as never),
        }),
      }),
    }),
  ],
});

function Page() {
  const [{ data }] = useQuery({ query: Query });
  useSubscription({ query: Changes });
  const [, change] = useMutation(Toggle);
  const toggle = useCallback(({ id, done }: Item) => void change({ id, done: !done }), [change]);
  return <List items={data?.items ?? []} toggle={toggle} />;
}

show(
  <Provider value={client}>
    <Page />
  </Provider>,
);
