import { createBrowserClient, type BrowserClient } from "../../browser/client.ts";
import type { QueryStore } from "../../source.ts";
import { testModel } from "../model.ts";
import { createSimulatedNetwork, type SimulatedNetwork, type SimulatedServer } from "../simulated-network.ts";
import { createTestTokens, type TestTokens } from "../test-tokens.ts";
import { QUERIES } from "./documents.ts";
import type { Plan, QueryName } from "./plan.ts";
import type { PlayOptions } from "./play.ts";
import type { Random } from "./random.ts";

/** A page of the user, open in a browser. */
export interface Tab {
  client: BrowserClient;
  network: SimulatedNetwork;
  tokens: TestTokens | undefined;
  stores: { name: QueryName; store: QueryStore<unknown>; painted: unknown }[];
}

/** Longer than anything takes unless its answer is lost. */
const MUTATION_TIMEOUT_MS = 1_500;
/** Variables of every query. */
export const VARIABLES = { id: "d1" };

/** Opens a page with live queries. */
export function openTab(
  plan: Plan,
  { mode, defect }: PlayOptions,
  queries: readonly QueryName[],
  random: Random,
  server: SimulatedServer,
): Tab {
  const delay = (): number => random.between(1, plan.messageMs);
  const network = createSimulatedNetwork(server, { up: delay, down: delay });
  const tokens = plan.tokenMs === undefined ? undefined : createTestTokens(plan.tokenMs);
  if (tokens) network.authenticate = (authorization) => tokens.authenticate(authorization);
  const client = createBrowserClient({
    url: "http://api.test/graphql",
    wsUrl: "ws://api.test/graphql",
    model: testModel,
    user: "auth0|ada",
    fetch: network.fetch,
    webSocket: network.WebSocket,
    transport: plan.transport,
    // Without its patience coming to an end, the client would wait for ever.
    mutationTimeoutMs: defect === "never answers" ? 2 ** 30 : MUTATION_TIMEOUT_MS,
    timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100 },
    ...(tokens && { tokens }),
    ...(mode && { mode }),
  });
  const stores = queries.map((name) => {
    const store = client.open(QUERIES[name].document, VARIABLES);
    store.subscribe(() => {}, true);
    return { name, store, painted: undefined };
  });
  return { client, network, tokens, stores };
}
