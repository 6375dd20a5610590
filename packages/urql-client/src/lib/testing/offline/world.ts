import { createBrowserClient, type BrowserClient } from "../../browser/client.ts";
import type { OfflineOptions } from "../../offline/options.ts";
import { createOutbox } from "../../offline/outbox.ts";
import { createTestApi, type ApiRequest, type TestApi } from "../api.ts";
import { VotedDinner } from "../documents.ts";
import { createMemoryBrowser, type MemoryBrowser } from "./memory-storage.ts";
import { testModel } from "../model.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../simulated-network.ts";

/** What becomes of requests: they are answered, do not arrive, or arrive and their answers do not. */
export type Weather = "fine" | "cut" | "mute";

/** One browser with its tabs, in front of one API. */
export interface World {
  api: TestApi;
  browser: MemoryBrowser;
  weather: Weather;
  network: SimulatedNetwork;
  /** The variables of every mutation that was done, in order. */
  done: string[];
  open(): Tab;
  stop(): void;
}

/** One page. */
export interface Tab {
  client: BrowserClient;
  titles(): string;
  /** Calls back whenever that may have changed. */
  watch(listener: () => void): void;
  /** How often the page was told that nothing can be kept. */
  troubles(): number;
  /** Ends the page without a word to anybody. */
  close(): void;
}

/** The ledger of the test schema. */
export const ledger = { insert: "insert_client_mutations" };

/**
 * @param options Of the outboxes.
 * @param delay How long the network and the storage take, in milliseconds; drawn each time.
 */
export function createWorld(options: OfflineOptions, delay: () => number): World {
  const api = createTestApi();
  const network = createSimulatedNetwork(api, { up: () => 5, down: () => 5 });
  const poller = setInterval(() => api.poll(), 20);
  const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, delay()));
  const tabs = new Set<Tab>();
  const run = (request: ApiRequest): string => {
    const answer = api.execute(request);
    if (/^\s*mutation/.test(request.query) && !answer.errors) {
      const { client_mutation_mark: _mark, ...variables } = request.variables!;
      world.done.push(JSON.stringify(variables));
    }
    return JSON.stringify(answer);
  };
  const world: World = {
    api,
    network,
    browser: createMemoryBrowser(sleep),
    weather: "fine",
    done: [],
    open() {
      let troubles = 0;
      const page = world.browser.page(() => troubles++);
      const client = createBrowserClient({
        url: "http://api.test/graphql",
        wsUrl: "ws://api.test/graphql",
        model: testModel,
        user: "auth0|ada",
        webSocket: network.WebSocket,
        timing: { stableMs: 50 },
        async fetch(_url, init) {
          await sleep();
          if (world.weather === "cut") throw new TypeError("Failed to fetch");
          const text = run(JSON.parse(init?.body as string) as ApiRequest);
          await sleep();
          if (world.weather !== "fine") throw new TypeError("Failed to fetch");
          return new Response(text, { headers: { "content-type": "application/json" } });
        },
        offline: async () => async (context) => {
          const outbox = createOutbox(context, options, page.storage);
          await outbox.start();
          return outbox;
        },
      });
      const store = client.open(VotedDinner, { id: "d1" });
      store.subscribe(() => {}, true);
      const tab: Tab = {
        client,
        troubles: () => troubles,
        watch: (listener) => void store.subscribe(listener, true),
        titles: () =>
          (store.get().data?.dinners_by_pk?.items ?? [])
            .map(({ title, votes }) => `${title}${votes === 0 ? "" : `+${votes}`}`)
            .join(" "),
        close() {
          page.die();
          client.dispose();
          tabs.delete(tab);
        },
      };
      tabs.add(tab);
      return tab;
    },
    stop() {
      for (const tab of tabs) tab.close();
      clearInterval(poller);
    },
  };
  return world;
}

/** @returns Variables that add a line. */
export const item = (id: string, title = id) => ({ object: { id, dinner_id: "d1", title, position: id } });
