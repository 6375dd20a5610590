import { Client, createRequest, fetchExchange, subscriptionExchange, type DocumentInput } from "@urql/core";
import { cacheExchange, type Cache, type UpdateResolver } from "@urql/exchange-graphcache";
import type { DocumentNode } from "graphql";
import { createClient } from "graphql-ws";
import { pipe, subscribe } from "wonka";
import { createCacheConfig } from "../../cache/config.ts";
import { toGqlError } from "../../error.ts";
import { livePlan } from "../../live/derive.ts";
import { indexModel } from "../../model/lookup.ts";
import type { QuerySnapshot } from "../../source.ts";
import { testModel } from "../model.ts";
import type { SimulatedNetwork } from "../simulated-network.ts";
import type { TestTokens } from "../test-tokens.ts";
import { QUERIES, VARIABLES } from "./documents.ts";
import type { Plan, QueryName } from "./plan.ts";
import type { TabClient } from "./tab-client.ts";

const index = indexModel(testModel);

/**
 * A page as it is written with urql's own parts, and without mistakes: graphcache with keys, optimistic results and updaters, the same ones as
 * ours; a subscription beside each root field of a query, whose result replaces the field; graphql-ws that never gives up.
 */
export function openStockClient(
  plan: Plan,
  network: SimulatedNetwork,
  tokens: TestTokens | undefined,
): TabClient {
  const headers = async (): Promise<Record<string, string>> =>
    tokens ? { authorization: `Bearer ${(await tokens.get(1))?.token}` } : {};
  const socket = createClient({
    url: "ws://api.test/graphql",
    webSocketImpl: network.WebSocket,
    connectionParams: async () => ({ headers: await headers() }),
    shouldRetry: () => true,
    retryAttempts: Infinity,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  });
  const opened = new Set<QueryName>();
  const config = createCacheConfig({
    index,
    session: { "x-hasura-user-id": "auth0|ada" },
    defaults: {},
    *onScreen() {
      for (const name of opened)
        yield urql.createRequestOperation("query", createRequest(QUERIES[name].document, VARIABLES));
    },
  });
  const urql: Client = new Client({
    url: "http://api.test/graphql",
    preferGetMethod: false,
    fetch: async (url, init) =>
      network.fetch(url, { ...init, headers: { ...(init?.headers as object), ...(await headers()) } }),
    exchanges: [
      cacheExchange({
        ...config,
        updates: {
          ...config.updates,
          [testModel.roots.subscription]: Object.fromEntries(
            Object.values(testModel.tables).flatMap(({ fields }) =>
              [fields.select, fields.selectByPk]
                .filter((field) => field !== undefined)
                .map((field) => [field, replaceField]),
            ),
          ),
        },
      }),
      subscriptionExchange({
        enableAllOperations: plan.transport === "socket",
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe({ query: query!, variables: variables as never }, sink as never),
          }),
        }),
      }),
      fetchExchange,
    ],
  });

  function open(name: QueryName): { get(): QuerySnapshot<unknown> } {
    opened.add(name);
    const { document } = QUERIES[name];
    let snapshot: QuerySnapshot<unknown> = {
      data: undefined,
      error: undefined,
      status: "live",
      fetchedAt: 0,
    };
    pipe(
      urql.query(document, VARIABLES),
      subscribe(({ data, error }) => {
        snapshot = { ...snapshot, data: data ?? snapshot.data, error: error && toGqlError(error) };
      }),
    );
    for (const { query } of livePlan(document as unknown as DocumentNode, index).parts)
      pipe(
        urql.subscription(query as DocumentInput, VARIABLES),
        subscribe(() => {}),
      );
    return { get: () => snapshot };
  }

  let underWay = 0;
  return {
    open,
    async mutate(document, variables) {
      underWay++;
      const { data, error } = await urql
        .mutation(document, variables, { requestPolicy: "network-only" })
        .toPromise();
      underWay--;
      return error ? { ok: false, error: toGqlError(error) } : { ok: true, data: data as never };
    },
    isPending: () => underWay > 0,
    dispose: () => void socket.dispose(),
  };
}

/** What a hand-written updater does: what the subscription says of the field is what the query says of it. */
const replaceField: UpdateResolver = (parent, args, cache: Cache, info) => {
  const value = (parent as Record<string, unknown>)[info.fieldName];
  cache.link(testModel.roots.query, info.fieldName, args as never, value as never);
};
