import { createBrowserClient } from "../../browser/client.ts";
import { createJournal, type JournalOptions } from "../../journal/create-journal.ts";
import type { QuerySnapshot } from "../../source.ts";
import { testModel } from "../model.ts";
import { createSimulatedNetwork, type SimulatedNetwork, type SimulatedServer } from "../simulated-network.ts";
import { createTestTokens, type TestTokens } from "../test-tokens.ts";
import { QUERIES, VARIABLES } from "./documents.ts";
import type { Plan, QueryName } from "./plan.ts";
import type { PlayOptions } from "./play.ts";
import type { Random } from "./random.ts";
import { openStockClient } from "./stock-client.ts";
import { variantOf, type Variant } from "./variants.ts";
import type { TabClient } from "./tab-client.ts";

/** A page of the user, open in a browser. */
export interface Tab {
  client: TabClient;
  network: SimulatedNetwork;
  tokens: TestTokens | undefined;
  stores: { name: QueryName; store: { get(): QuerySnapshot<unknown> }; painted: unknown }[];
}

/** What makes a journal go by what frames tell. */
const JOURNALS: Record<Variant, JournalOptions> = {
  version: { versions: { items: "version" }, patienceMs: 1_000 },
  ledger: { ledger: { insert: "insert_client_mutations" }, patienceMs: 1_000 },
};

/** Longer than anything takes unless its answer is lost. */
const MUTATION_TIMEOUT_MS = 1_500;

/** Opens a page with live queries. */
export function openTab(
  plan: Plan,
  options: PlayOptions,
  queries: readonly QueryName[],
  random: Random,
  server: SimulatedServer,
): Tab {
  const delay = (): number => random.between(1, plan.messageMs);
  const network = createSimulatedNetwork(server, { up: delay, down: delay });
  const tokens = plan.tokenMs === undefined ? undefined : createTestTokens(plan.tokenMs);
  if (tokens) network.authenticate = (authorization) => tokens.authenticate(authorization);
  const client =
    options.mode === "stock"
      ? openStockClient(plan, network, tokens)
      : openClient(plan, options, network, tokens);
  const stores = queries.map((name) => ({ name, store: client.open(name), painted: undefined }));
  return { client, network, tokens, stores };
}

function openClient(
  plan: Plan,
  { mode, told, defect }: PlayOptions,
  network: SimulatedNetwork,
  tokens: TestTokens | undefined,
): TabClient {
  const client = createBrowserClient({
    url: "http://api.test/graphql",
    wsUrl: "ws://api.test/graphql",
    model: testModel,
    user: "auth0|ada",
    ...(mode === "journal" && { mode: createJournal(told && JOURNALS[told]) }),
    fetch: network.fetch,
    webSocket: network.WebSocket,
    transport: plan.transport,
    // Without its patience coming to an end, the client would wait for ever.
    mutationTimeoutMs: defect === "never answers" ? 2 ** 30 : MUTATION_TIMEOUT_MS,
    timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100 },
    ...(tokens && { tokens }),
  });
  return {
    mutate: (document, variables) => client.mutate(variantOf(document, told), variables),
    dispose: () => client.dispose(),
    isPending: () => client.pending.get().some(({ state }) => state !== "failed"),
    open(name) {
      const store = client.open(variantOf(QUERIES[name].document, told), VARIABLES);
      store.subscribe(() => {}, true);
      return store;
    },
  };
}
