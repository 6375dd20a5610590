import { stringifyDocument } from "@urql/core";
import fc from "fast-check";
import type { DocumentNode } from "graphql";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createSocketHub, type SocketHub } from "../live/hub.ts";
import { loadExecuteOnce } from "../live/load-execute-once.ts";
import { startLiveStream } from "../live/live-stream.ts";
import { streamPlan } from "../live/stream-document.ts";
import { createStreamWindow } from "../live/stream-window.ts";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { ActivityStream, BusyStream } from "../testing/documents.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../testing/simulated-network.ts";
import {
  createSimulatedBrowser,
  type SimulatedBrowser,
  type SimulatedTab,
} from "../testing/simulated-tabs.ts";
import { createTabConnections } from "./tab-connections.ts";

const query = "subscription Items { items { title } }";
const HANG_MS = 600;
const CHANGE_MS = 50;

interface Row {
  id: number;
}

/** A page in a tab, and what it has seen. */
interface Page {
  tab: SimulatedTab;
  hub: SocketHub;
  /** Per live query, whether it ever went back or began with something old. */
  faults: string[];
  versions: number[];
  streamed: number[];
  silences: number[];
  look(): void;
}

interface Setting {
  api: TestApi;
  network: SimulatedNetwork;
  browser: SimulatedBrowser;
  pages: Page[];
  version: number;
  /** Subscriptions that the API serves now. */
  served: { query: string }[];
}

let setting: Setting;
const timers: ReturnType<typeof setInterval>[] = [];
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function begin(delay = () => 5, pollMs = 20): void {
  vi.setSystemTime(0);
  const api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "0" });
  const served: Setting["served"] = [];
  const live = api.live.bind(api);
  api.live = (request, push) => {
    const entry = { query: request.query };
    served.push(entry);
    const stop = live(request, push);
    return () => {
      served.splice(served.indexOf(entry), 1);
      stop();
    };
  };
  const network = createSimulatedNetwork(api, { up: delay, down: delay });
  setting = { api, network, browser: createSimulatedBrowser(delay), pages: [], version: 0, served };
  timers.push(setInterval(() => api.poll(), pollMs));
}

function change(): void {
  setting.api.tables.items.get("i1")!["title"] = String(++setting.version);
  setting.api.commitActivity(setting.version);
}

function openPage(user = "ada"): Page {
  const tab = setting.browser.openTab(setting.network.WebSocket);
  const hub = createSocketHub({
    url: "ws://api.test/graphql",
    webSocket: tab.WebSocket,
    timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100, keepAliveMs: HANG_MS, pongMs: HANG_MS },
    connect: (options) => createTabConnections(options, user, tab.host),
  });
  const page: Page = { tab, hub, faults: [], versions: [], streamed: [], silences: [], look };
  let lastAt: number | undefined;

  /** One more live query of the same words, as another component or a fence asks it. */
  function look(): void {
    const asked = setting.version;
    let newest: number | undefined;
    hub.subscribe(
      { query },
      {
        next(result) {
          const version = Number((result.data as { items: { title: string }[] }).items[0]?.title);
          if (newest === undefined && version < asked)
            page.faults.push(`asked at ${asked}, it began with ${version}`);
          if (newest !== undefined && version < newest) page.faults.push(`${newest} became ${version}`);
          newest = version;
          page.versions.push(version);
          if (lastAt !== undefined) page.silences.push(Date.now() - lastAt);
          lastAt = Date.now();
        },
        refused: (error) => void page.faults.push(error.message),
      },
    );
  }

  const window = createStreamWindow<Row>({ limit: 10_000, cursorOf: ({ id }) => id, keyOf: ({ id }) => id });
  startLiveStream<Row>({
    hub,
    plan: streamPlan(BusyStream as unknown as DocumentNode),
    variables: { dinner: "d1", cursor: setting.version } as { cursor: number },
    window,
    overlapMs: 500,
    onRows: () => void (page.streamed = window.rows().map(({ id }) => id)),
    onError: (error) => void page.faults.push(error.message),
  });
  look();
  setting.pages.push(page);
  return page;
}

beforeAll(async () => void (await loadExecuteOnce()));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  timers.splice(0).forEach(clearInterval);
  for (const { hub } of setting.pages) hub.dispose();
  vi.useRealTimers();
});

const openSockets = () =>
  setting.network.lives.filter(({ othersAtClose }) => othersAtClose === undefined).length;

describe("createTabConnections", () => {
  it("keeps one socket for ten tabs, and one subscription of what all of them ask", async () => {
    begin();
    const pages = Array.from({ length: 10 }, () => openPage());
    await pass(1_000);
    change();
    await pass(1_000);
    expect(pages.map(({ versions }) => versions.at(-1))).toEqual(pages.map(() => 1));
    expect(pages.map(({ hub }) => hub.connection.get())).toEqual(pages.map(() => "live"));
    expect(openSockets()).toBe(1);
    expect(setting.served.filter((each) => each.query === query)).toHaveLength(1);
  });

  it("shares nothing with the tabs of somebody else", async () => {
    begin();
    const [ada, ben] = [openPage("ada"), openPage("ben")];
    await pass(1_000);
    expect(openSockets()).toBe(2);
    ada.tab.crash();
    change();
    await pass(1_000);
    expect(ben.versions.at(-1)).toBe(1);
    expect(openSockets()).toBe(1);
  });

  it("passes requests on, and says whether one failed or its answer was lost", async () => {
    begin();
    const [first, second] = [openPage(), openPage()];
    await pass(500);
    const { signal } = new AbortController();
    const ask = (text: string) =>
      second.hub.execute({ query: text }, false, signal).then(
        ({ data }) => data,
        ({ kind }) => kind as string,
      );
    const answers = Promise.all([ask("query A { items { title } }"), ask("query B { nope }")]);
    await pass(200);
    expect(await answers).toEqual([{ items: [{ title: "0" }] }, undefined]);
    const lost = ask('mutation M { delete_items_by_pk(id: "i1") { id } }');
    await pass(12);
    first.tab.crash();
    await pass(2_000);
    expect(await lost).toBe("network");
    expect(setting.api.counts.mutation).toBe(1);
  });

  it("lets go of what a tab asked that is gone", async () => {
    begin();
    const [, second] = [openPage(), openPage()];
    await pass(500);
    second.hub.subscribe({ query: "subscription Own { dinners { title } }" }, { next() {}, refused() {} });
    second.hub.subscribe(
      { query: stringifyDocument(ActivityStream as never), variables: { dinner: "d1", cursor: 0 } },
      { isStream: true, next() {}, refused() {} },
    );
    await pass(500);
    expect(setting.served).toHaveLength(5);
    second.tab.crash();
    await pass(500);
    expect(setting.served).toHaveLength(2);
  });

  const seed = Number(process.env["TABS_SEED"] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env["TABS_RUNS"] ?? 12);
  const events = ["open", "close", "crash", "hang", "putAway", "bringBack", "wake", "look", "cut"] as const;

  it(
    `loses nothing, doubles nothing and goes never back, whatever happens to whichever tab (seed ${seed}, ${numRuns} runs)`,
    async () => {
      let takeovers = 0;
      let longest = 0;
      const trouble = fc.record({
        after: fc.integer({ min: 1, max: 400 }),
        what: fc.constantFrom(...events),
        which: fc.nat({ max: 9 }),
      });
      const run = fc.record({
        pollMs: fc.constantFrom(20, 60, 150),
        delays: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 7, maxLength: 7 }),
        tabs: fc.integer({ min: 1, max: 5 }),
        troubles: fc.array(trouble, { minLength: 1, maxLength: 12 }),
      });
      await fc.assert(
        fc.asyncProperty(run, async ({ pollMs, delays, tabs, troubles }) => {
          let at = 0;
          begin(() => delays[at++ % delays.length]!, pollMs);
          const here = new Set(Array.from({ length: tabs }, () => openPage()));
          const hanging = new Set<Page>();
          const away = new Set<Page>();
          timers.push(setInterval(change, CHANGE_MS));
          for (const { after, what, which } of troubles) {
            await pass(after);
            const page = [...here][which % Math.max(1, here.size)];
            if (what === "open" || !page) here.add(openPage());
            else if (what === "cut") setting.network.cut(1006);
            else if (what === "look") page.look();
            else if (what === "hang") hanging.add((page.tab.hang(), page));
            else if (what === "wake") page.tab.wake();
            else if (what === "putAway" && !hanging.has(page)) away.add((page.tab.putAway(), page));
            else if (what === "bringBack") page.tab.bringBack();
            else if (what === "crash" || what === "close") {
              takeovers++;
              here.delete(page);
              if (what === "crash") page.tab.crash();
              else page.hub.dispose();
            }
          }
          for (const { tab } of here) tab.wake();
          for (const { tab } of here) tab.bringBack();
          if (here.size === 0) here.add(openPage());
          await pass(4_000);
          timers.splice(1).forEach(clearInterval);
          await pass(2_000);
          for (const page of here) {
            expect(page.faults).toEqual([]);
            expect(page.versions.at(-1)).toBe(setting.version);
            const first = page.streamed[0] ?? 0;
            expect(page.streamed).toEqual(
              Array.from({ length: setting.version - first + 1 }, (_, index) => first + index),
            );
            expect(page.hub.connection.get()).toBe("live");
            if (!hanging.size && !away.has(page)) longest = Math.max(longest, ...page.silences);
          }
          expect(openSockets()).toBe(1);
          expect(setting.served.filter((each) => each.query === query)).toHaveLength(1);
          timers.splice(0).forEach(clearInterval);
          for (const { hub } of setting.pages) hub.dispose();
        }),
        { seed, numRuns, endOnFailure: process.env["TABS_SHRINK"] === undefined },
      );
      process.stdout.write(
        `tabs: ${takeovers} closed or crashed, lost 0, doubled 0, longest silence without a hanging tab ${longest} ms (simulated)\n`,
      );
    },
    60_000 + numRuns * 10_000,
  );
});
