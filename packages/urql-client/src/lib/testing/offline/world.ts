import { createRequest, formatDocument, stringifyDocument } from "@urql/core";
import { createBrowserClient, type BrowserClient } from "../../browser/client.ts";
import type { Dehydrated } from "../../dehydrated.ts";
import type { OfflineOptions } from "../../offline/options.ts";
import { createOutbox } from "../../offline/outbox.ts";
import { outboxSlot } from "../../offline/outbox-slot.ts";
import { createTestApi, type ApiRequest, type TestApi } from "../api.ts";
import { VotedDinner } from "../documents.ts";
import { installVirtualClock } from "../races/virtual-clock.ts";
import { createMemoryBrowser, type MemoryBrowser } from "./memory-storage.ts";
import { testModel } from "../model.ts";
import { createSimulatedNetwork, type SimulatedNetwork, type SimulatedServer } from "../simulated-network.ts";

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
  /** @param name Of the tab, when it is loaded again. */
  open(name?: string): Tab;
  /** Lets time pass, in milliseconds. */
  readonly pass: (ms: number) => Promise<void>;
  /** Ends everything, and gives the real time back. */
  stop(): void;
}

/** One page. */
export interface Tab {
  name: string;
  client: BrowserClient;
  titles(): string;
  /** Calls back whenever that may have changed. */
  watch(listener: () => void): void;
  /** How often the page was told that nothing can be kept. */
  readonly troubles: () => number;
  /** Ends the page without a word to anybody. */
  close(): void;
}

/** The ledger of the test schema. */
export const ledger = { insert: "insert_client_mutations" };

/**
 * Takes the place of timers until it is stopped.
 * @param options Of the outboxes.
 * @param random Decides how long the network and the storage take, and what `Math.random` is.
 */
export function createWorld(options: OfflineOptions, random: () => number): World {
  const clock = installVirtualClock(random);
  const delay = (): number => Math.floor(random() * 40);
  const api = createTestApi();
  // It polls when there is something to tell, which is the same to everybody, and cheaper.
  let polling: ReturnType<typeof setTimeout> | undefined;
  const pollSoon = (): void => {
    polling ??= setTimeout(() => {
      polling = undefined;
      api.poll();
    }, 20);
  };
  const server: SimulatedServer = {
    execute: (request) => api.execute(request),
    live(request, push) {
      pollSoon();
      return api.live(request, push);
    },
  };
  const network = createSimulatedNetwork(server, { up: () => 5, down: () => 5 });
  const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, delay()));
  const tabs = new Set<Tab>();
  let lastTab = 0;
  const run = (request: ApiRequest): string => {
    const answer = api.execute(request);
    if (/^\s*mutation/.test(request.query) && !answer.errors) {
      pollSoon();
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
    pass: (ms) => clock.advance(ms),
    open(name = `tab ${++lastTab}`) {
      let troubles = 0;
      const page = world.browser.page(name, () => troubles++);
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
        offline: outboxSlot(async (context, whenShown) => {
          const outbox = createOutbox(context, options, page.storage, whenShown);
          await outbox.start();
          return outbox;
        }),
      });
      client.hydrate(readOnServer(api));
      const store = client.open(VotedDinner, { id: "d1" });
      store.subscribe(() => {}, true);
      const tab: Tab = {
        name,
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
      clock.uninstall();
    },
  };
  return world;
}

/** @returns What a page of the server brings along: it never has to ask by itself. */
function readOnServer(api: TestApi): Dehydrated {
  const { query, variables, key } = createRequest(VotedDinner, { id: "d1" });
  const text = stringifyDocument(formatDocument(query));
  const { data } = api.execute({ query: text, variables });
  return { v: 1, user: "auth0|ada", at: Date.now(), ops: { [key]: { d: JSON.stringify(data) } } };
}

/** @returns Variables that add a line. */
export const item = (id: string, title = id) => ({ object: { id, dinner_id: "d1", title, position: id } });
