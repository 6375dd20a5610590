import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { ApolloProvider, useMutation, useQuery } from "@apollo/client/react";
import { getMainDefinition } from "@apollo/client/utilities";
import { createClient as createSocket } from "graphql-ws";
import { useEffect } from "react";
import { from, switchMap } from "rxjs";

const SELECTION = `
  dinners_by_pk(id: $id) {
    id
    title
    items(order_by: [{ position: asc }, { id: asc }]) {
      id
      title
      done
    }
  }
`;
const DinnerPage = gql(`query DinnerPage($id: uuid!) { ${SELECTION} }`);
const DinnerLive = gql(`subscription DinnerLive($id: uuid!) { ${SELECTION} }`);
const Toggle = gql(`
  mutation Toggle($id: uuid!, $done: Boolean!) {
    update_items_by_pk(pk_columns: { id: $id }, _set: { done: $done }) {
      id
      done
    }
  }
`);

export function createPage(tokens, state, id) {
  const socket = createSocket({
    url: "wss://api.example.org/v1/graphql",
    connectionParams: async () => ({ headers: { authorization: `Bearer ${await tokens.get()}` } }),
  });
  const authorized = new SetContextLink(async ({ headers }) => ({
    headers: { ...headers, authorization: `Bearer ${await tokens.get()}` },
  }));
  const renewed = new ErrorLink(({ error, operation, forward }) => {
    if (!CombinedGraphQLErrors.is(error)) return;
    if (!error.errors.some((each) => each.extensions?.code === "invalid-jwt")) return;
    return from(tokens.renew()).pipe(switchMap(() => forward(operation)));
  });
  const client = new ApolloClient({
    cache: new InMemoryCache().restore(state),
    link: ApolloLink.split(
      ({ query }) => {
        const definition = getMainDefinition(query);
        return definition.kind === "OperationDefinition" && definition.operation === "subscription";
      },
      new GraphQLWsLink(socket),
      ApolloLink.from([renewed, authorized, new HttpLink({ uri: "https://api.example.org/v1/graphql" })]),
    ),
  });
  return (
    <ApolloProvider client={client}>
      <Items id={id} />
    </ApolloProvider>
  );
}

function Items({ id }) {
  const { data, subscribeToMore } = useQuery(DinnerPage, { variables: { id } });
  useEffect(
    () =>
      subscribeToMore({
        document: DinnerLive,
        variables: { id },
        updateQuery: (before, { subscriptionData }) => subscriptionData.data ?? before,
      }),
    [id, subscribeToMore],
  );
  const [toggle] = useMutation(Toggle);
  return data?.dinners_by_pk?.items.map((item) => (
    <button
      key={item.id}
      onClick={() => {
        const variables = { id: item.id, done: !item.done };
        const optimisticResponse = { update_items_by_pk: { __typename: "items", ...variables } };
        void toggle({ variables, optimisticResponse });
      }}
    >
      {item.done ? "☑" : "☐"} {item.title}
    </button>
  ));
}
