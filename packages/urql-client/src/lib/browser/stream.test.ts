import { gql } from "@urql/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { StreamOptions } from "../source.ts";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { ActivityStream, type Activity } from "../testing/documents.ts";
import { createSimulatedClient } from "../testing/simulated-client.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../testing/simulated-network.ts";
import type { BrowserClient } from "./client.ts";
import { openStream } from "./stream-store.ts";

const OVERLAP_MS = 1_000;
let api: TestApi;
let network: SimulatedNetwork;
let client: BrowserClient;
let poller: ReturnType<typeof setInterval>;

function begin(delay: () => number = () => 5, pollMs = 20): void {
  api = createTestApi();
  network = createSimulatedNetwork(api, { up: delay, down: delay });
  poller = setInterval(() => api.poll(), pollMs);
  client = createSimulatedClient(network, { timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100 } });
}

function end(): void {
  client.dispose();
  clearInterval(poller);
}

function entries(...ids: number[]): Activity[] {
  return ids.map((id) => ({ id, kind: `kind ${id}` }));
}

/** Follows the stream; tells how often each row was new on screen. */
function follow(options: Partial<StreamOptions<Activity>> = {}) {
  const all = { limit: 100, order: "asc", overlapMs: OVERLAP_MS, ...options } as const;
  const store = openStream(client, ActivityStream, { dinner: "d1", cursor: 0 }, all);
  const ids = (): number[] => store.get().rows.map(({ id }) => id);
  const appeared: number[] = [];
  let before = ids();
  const stop = store.subscribe(() => {
    const now = ids();
    appeared.push(...now.filter((id) => !before.includes(id)));
    before = now;
  });
  return { store, ids, appeared, stop };
}

/** The cursors with which the stream was opened. */
function starts(): unknown[] {
  return network.requests.map(({ variables }) => variables?.["cursor"]);
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("openStream", () => {
  beforeEach(() => begin());
  afterEach(end);

  it("goes on from the rows it is given, and tells each new one once", async () => {
    api.commitActivity(1, 2, 3);
    const { store, ids, appeared } = follow({ initial: entries(3, 1, 2) });
    expect(store.get()).toMatchObject({ status: "ssr", rows: entries(1, 2, 3) });
    await pass(100);
    expect(store.get().status).toBe("live");
    api.commitActivity(4, 5, 6, 7, 8);
    await pass(5_000);
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(appeared).toEqual([4, 5, 6, 7, 8]);
  });

  it("keeps the identity of rows and of the list where nothing changed", async () => {
    api.commitActivity(1, 2);
    const { store } = follow({ initial: entries(1, 2) });
    const { rows } = store.get();
    await pass(3_000);
    expect(store.get().rows).toBe(rows);
    api.commitActivity(3);
    await pass(100);
    expect(store.get().rows[0]).toBe(rows[0]);
  });

  it("finds a row that is committed after a later one was delivered", async () => {
    const { ids, appeared } = follow();
    await pass(100);
    api.commitActivity(5);
    await pass(OVERLAP_MS - 200);
    expect(ids()).toEqual([5]);
    api.commitActivity(4);
    await pass(100);
    expect(ids()).toEqual([5]); // the API has passed it over
    await pass(OVERLAP_MS);
    expect(ids()).toEqual([4, 5]);
    expect(appeared).toEqual([5, 4]);
  });

  it("finds one that was on its way while the server read the first page", async () => {
    api.commitActivity(5);
    const { ids } = follow({ initial: entries(5) });
    api.commitActivity(4);
    await pass(100);
    expect(ids()).toEqual([4, 5]);
  });

  it("asks nothing as long as nothing happens", async () => {
    api.commitActivity(1, 2);
    follow({ initial: entries(1, 2) });
    await pass(100 * OVERLAP_MS);
    expect(starts()).toEqual([0, 0]); // the second one settles the first page
    api.commitActivity(3);
    await pass(100 * OVERLAP_MS);
    expect(starts()).toEqual([0, 0, 2]);
  });

  it("opens again at once from its own cursor when the gateway asks for it, unseen", async () => {
    api.commitActivity(1, 2);
    const { store, ids } = follow({ initial: entries(1, 2) });
    await pass(5_000);
    const statuses: string[] = [];
    store.subscribe(() => statuses.push(store.get().status));
    network.reopenStreams();
    api.commitActivity(3);
    await pass(5 + 5 + 20 + 5); // there, back, a poll and back
    expect(ids()).toEqual([1, 2, 3]);
    expect(starts().at(-1)).toBe(2);
    expect(new Set(statuses)).toEqual(new Set(["live"]));
    expect(store.get().error).toBeUndefined();
  });

  it("waits when it is asked again and again", async () => {
    follow();
    await pass(100);
    const asking = setInterval(() => network.reopenStreams(), 1);
    await pass(1_000);
    clearInterval(asking);
    expect(starts().length).toBeLessThan(20);
  });

  it("goes on after a lost socket, with what came meanwhile", async () => {
    const { store, ids, appeared } = follow();
    api.commitActivity(1, 2);
    await pass(5_000);
    network.cut(1006);
    await pass(1);
    expect(store.get().status).toBe("reconnecting");
    api.commitActivity(3, 4, 5, 6);
    await pass(1_000);
    expect(store.get().status).toBe("live");
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(appeared).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("holds the newest rows, and asks for no others", async () => {
    api.commitActivity(...Array.from({ length: 50 }, (_, at) => at + 1));
    const { ids, appeared } = follow({ limit: 4, order: "desc", initial: entries(47, 48, 49, 50) });
    await pass(100);
    expect(starts()).toEqual([47]);
    api.commitActivity(51, 52);
    await pass(5_000);
    expect(ids()).toEqual([52, 51, 50, 49]);
    expect(appeared).toEqual([52, 51]);
  });

  it("tells rows apart by their key where the cursor does not", async () => {
    api.commitActivity(1);
    const twins = [
      { id: 1, kind: "kind 1" },
      { id: 1, kind: "other" },
    ];
    const { store } = follow({ initial: twins, key: ({ kind }) => kind });
    await pass(100);
    expect(store.get().rows).toEqual(twins);
  });

  it("stops with its last listener and goes on with the next", async () => {
    const { store, stop, ids } = follow();
    api.commitActivity(1);
    await pass(100);
    stop();
    await pass(5_000);
    expect(client.connection.get()).toBe("idle");
    api.commitActivity(2);
    store.subscribe(() => {});
    await pass(200);
    expect(ids()).toEqual([1, 2]);
  });

  it.each([
    ["query Q($cursor: bigint!) { activity(where: {}) { id } }", /one field/],
    ["subscription S { items { id } }", /one field/],
    [
      "subscription S { activity_stream(batch_size: 1, cursor: { initial_value: { id: 0 } }) { id } }",
      /\$cursor/,
    ],
    [
      "subscription S($cursor: bigint!) { activity_stream(batch_size: 1, cursor: [{ initial_value: { id: $cursor }, ordering: DESC }]) { id } }",
      /ascending/,
    ],
    [
      "subscription S($cursor: bigint!) { activity_stream(batch_size: 1, cursor: { initial_value: { id: $cursor } }) { kind } }",
      /`id` has to be selected/,
    ],
  ])("says what is wrong with %s", (text, message) => {
    const open = () => openStream(client, gql(text), { cursor: 0 }, { limit: 1 });
    expect(open).toThrow(
      expect.objectContaining({ code: "GQL_USAGE", message: expect.stringMatching(message) }),
    );
  });
});

interface Write {
  /** When its id is given out, in milliseconds after the one before. */
  after: number;
  /** How long its transaction takes from then on. */
  takes: number;
  trouble: "none" | "cut" | "reopen";
}

const write = fc.record({
  after: fc.oneof(fc.nat(50), fc.nat(700)),
  // What goes wrong, goes wrong where short ones pass long ones.
  takes: fc.oneof(fc.nat(20), fc.integer({ min: 0.6 * OVERLAP_MS, max: OVERLAP_MS - 1 })),
  trouble: fc.constantFrom("none", "none", "none", "cut", "reopen"),
}) as fc.Arbitrary<Write>;
const run = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 40, size: "max" }),
  pollMs: fc.constantFrom(10, 10, 250),
  delays: fc.array(fc.oneof(fc.constant(1), fc.nat(90)), { minLength: 7, maxLength: 7 }),
  readAfter: fc.nat(3_000),
  openAfter: fc.nat(2_000),
});

describe("openStream under races", () => {
  const seed = Number(process.env["RACES_SEED"] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env["RACES_RUNS"] ?? 30);

  it(
    `has every row once if no transaction takes longer than the overlap (seed ${seed}, ${numRuns} runs)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(run, async ({ writes, pollMs, delays, readAfter, openAfter }) => {
          let at = 0;
          begin(() => delays[at++ % delays.length]!, pollMs);
          try {
            let allocated = 0;
            writes.forEach(({ after, takes, trouble }, index) => {
              allocated += after;
              setTimeout(() => api.commitActivity(index + 1), allocated + takes);
              setTimeout(() => {
                if (trouble === "cut") network.cut(1006);
                if (trouble === "reopen") network.reopenStreams();
              }, allocated);
            });
            await pass(readAfter);
            const initial = [...api.tables.activity.values()] as unknown as Activity[];
            await pass(openAfter);
            const { ids, appeared } = follow({ initial });
            await pass(allocated + 20 * OVERLAP_MS);
            const every = writes.map((_, index) => index + 1);
            expect(ids()).toEqual(every);
            const known = initial.map(({ id }) => id);
            expect(appeared.sort((a, b) => a - b)).toEqual(every.filter((id) => !known.includes(id)));
          } finally {
            end();
            vi.clearAllTimers();
          }
        }),
        { seed, numRuns, endOnFailure: process.env["RACES_NO_SHRINK"] !== undefined },
      );
    },
    30_000 + numRuns * 2_000,
  );
});
