import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { ApolloProvider, useMutation, useQuery } from "@apollo/client/react";
import { createClient as createSocket } from "graphql-ws";
import { useCallback, useEffect } from "react";

import { LIST, LIST_CHANGES, TOGGLE } from "../../live/pages/documents.ts";
import { List, show } from "../../live/pages/list.tsx";

const Query = gql(LIST);
const Changes = gql(LIST_CHANGES);
const Toggle = gql(TOGGLE);

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === "subscription",
    new GraphQLWsLink(createSocket({ url: `ws://${location.host}/graphql` })),
    new HttpLink({ uri: "/graphql" }),
  ),
});

function Page() {
  const { data, subscribeToMore } = useQuery(Query);
  useEffect(
    () =>
      subscribeToMore({ document: Changes, updateQuery: (_, { subscriptionData }) => subscriptionData.data }),
    [subscribeToMore],
  );
  const [change] = useMutation(Toggle);
  const toggle = useCallback(
    ({ id, done }) =>
      void change({
        variables: { id, done: !done },
        optimisticResponse: { update_items_by_pk: { __typename: "items", id, done: !done } },
      }),
    [change],
  );
  return <List items={data?.items ?? []} toggle={toggle} />;
}

show(
  <ApolloProvider client={client}>
    <Page />
  </ApolloProvider>,
);
