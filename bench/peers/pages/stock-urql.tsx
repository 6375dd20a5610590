import { authExchange } from "@urql/exchange-auth";
import { cacheExchange } from "@urql/exchange-graphcache";
import { createClient as createSocket } from "graphql-ws";
import {
  Client,
  fetchExchange,
  gql,
  Provider,
  ssrExchange,
  subscriptionExchange,
  useMutation,
  useQuery,
  useSubscription,
} from "urql";

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
  const client = new Client({
    url: "https://api.example.org/v1/graphql",
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        optimistic: {
          update_items_by_pk: ({ pk_columns: key, _set: changes }) => ({
            __typename: "items",
            id: key.id,
            done: changes.done,
          }),
        },
      }),
      ssrExchange({ initialState: state, isClient: true }),
      authExchange(async (utils) => {
        let token = await tokens.get();
        return {
          addAuthToOperation: (operation) =>
            utils.appendHeaders(operation, { authorization: `Bearer ${token}` }),
          didAuthError: (error) =>
            error.graphQLErrors.some((each) => each.extensions["code"] === "invalid-jwt"),
          async refreshAuth() {
            await tokens.renew();
            token = await tokens.get();
          },
        };
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query: query ?? "", variables }, sink) }),
        }),
      }),
    ],
  });
  return (
    <Provider value={client}>
      <Items id={id} />
    </Provider>
  );
}

function Items({ id }) {
  const [{ data }] = useQuery({ query: DinnerPage, variables: { id } });
  useSubscription({ query: DinnerLive, variables: { id } });
  const [, toggle] = useMutation(Toggle);
  return data?.dinners_by_pk?.items.map((item) => (
    <button key={item.id} onClick={() => void toggle({ id: item.id, done: !item.done })}>
      {item.done ? "☑" : "☐"} {item.title}
    </button>
  ));
}
