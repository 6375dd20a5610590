import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { AddItem, ChangeItem, Dinner, RemoveItem } from "../testing/documents.ts";
import { createSimulatedClient } from "../testing/simulated-client.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../testing/simulated-network.ts";
import type { BrowserClient } from "./client.ts";

let api: TestApi;
let network: SimulatedNetwork;
let client: BrowserClient;
let poller: ReturnType<typeof setInterval>;

beforeEach(() => {
  vi.useFakeTimers();
  api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "Bread", position: "a1" });
  api.addItem({ id: "i2", dinner_id: "d1", title: "Wine", position: "a3", assignee_id: "auth0|ben" });
  network = createSimulatedNetwork(api, { up: () => 5, down: () => 5 });
  poller = setInterval(() => api.poll(), 20);
  client = createSimulatedClient(network, { timing: { stableMs: 50 } });
});

afterEach(() => {
  client.dispose();
  clearInterval(poller);
  vi.useRealTimers();
});

/** Watches the dinner; returns what is painted, as a list of texts. */
function watch() {
  const store = client.open(Dinner, { id: "d1" });
  const painted: string[] = [];
  const paint = (): void => {
    const { data } = store.get();
    const text =
      data?.dinners_by_pk?.items.map((item) => item.title + (item.done ? "✓" : "")).join(" ") ?? "-";
    const count = data?.dinners_by_pk?.items_aggregate.aggregate.count ?? 0;
    if (painted.at(-1) !== `${text} (${count})`) painted.push(`${text} (${count})`);
  };
  paint();
  const stop = store.subscribe(paint, true);
  paint();
  return { painted, stop, store };
}

describe("createBrowserClient", () => {
  it("fetches what is not cached, then goes live", async () => {
    const { painted, store } = watch();
    await vi.advanceTimersByTimeAsync(100);
    expect(painted).toEqual(["- (0)", "Bread Wine (2)"]);
    expect(store.get().status).toBe("live");
    api.addItem({ id: "i3", dinner_id: "d1", title: "Cheese", position: "a2" });
    await vi.advanceTimersByTimeAsync(100);
    expect(painted.at(-1)).toBe("Bread Cheese Wine (3)");
    expect(api.counts.query).toBe(1);
  });

  it("paints an insert before the API answers, and once", async () => {
    const { painted, store } = watch();
    await vi.advanceTimersByTimeAsync(100);
    const done = client.mutate(AddItem, {
      object: { id: "i9", dinner_id: "d1", title: "Figs", position: "a2", assignee_id: "auth0|ben" },
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(painted.at(-1)).toBe("Bread Figs Wine (3)");
    expect(store.get().data?.dinners_by_pk?.items[1]?.assignee).toMatchObject({ display_name: "Ben" });
    expect(api.counts.mutation).toBe(0);
    await vi.advanceTimersByTimeAsync(500);
    expect(await done).toEqual({ ok: true, data: expect.anything() as unknown });
    expect(painted).toEqual(["- (0)", "Bread Wine (2)", "Bread Figs Wine (3)"]);
  });

  it("paints change, move and removal at once and keeps them", async () => {
    const { painted } = watch();
    await vi.advanceTimersByTimeAsync(100);
    void client.mutate(ChangeItem, { id: "i1", set: { done: true } });
    await vi.advanceTimersByTimeAsync(0);
    void client.mutate(ChangeItem, { id: "i1", set: { position: "a9" } });
    await vi.advanceTimersByTimeAsync(0);
    void client.mutate(RemoveItem, { id: "i2" });
    await vi.advanceTimersByTimeAsync(0);
    const seen = ["- (0)", "Bread Wine (2)", "Bread✓ Wine (2)", "Wine Bread✓ (2)", "Bread✓ (1)"];
    expect(painted).toEqual(seen);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(painted).toEqual(seen);
    expect(api.counts.query).toBe(1);
  });

  it("rolls back exactly the mutation that failed, and keeps it for another try", async () => {
    const { painted } = watch();
    await vi.advanceTimersByTimeAsync(100);
    api.failNext("no");
    const failing = client.mutate(ChangeItem, { id: "i1", set: { title: "Rolls" } });
    const working = client.mutate(ChangeItem, { id: "i2", set: { title: "Cider" } });
    await vi.advanceTimersByTimeAsync(0);
    expect(painted.at(-1)).toBe("Rolls Cider (2)");
    await vi.advanceTimersByTimeAsync(12);
    expect(painted.at(-1)).toBe("Bread Cider (2)");
    expect(await failing).toMatchObject({ ok: false, error: { kind: "constraint", message: "no" } });
    await vi.advanceTimersByTimeAsync(500);
    expect(await working).toMatchObject({ ok: true });
    expect(painted.at(-1)).toBe("Bread Cider (2)");
    const [draft] = client.pending.get();
    expect(draft).toMatchObject({ state: "failed", name: "ChangeItem" });
    const again = draft!.retry();
    await vi.advanceTimersByTimeAsync(500);
    expect(await again).toMatchObject({ ok: true });
    expect(painted.at(-1)).toBe("Rolls Cider (2)");
    expect(client.pending.get()).toEqual([]);
  });

  it("gives twins their own answers", async () => {
    watch();
    await vi.advanceTimersByTimeAsync(100);
    const twins = [1, 2].map(() => client.mutate(ChangeItem, { id: "i1", set: { done: true } }));
    await vi.advanceTimersByTimeAsync(500);
    expect((await Promise.all(twins)).map((each) => each.ok)).toEqual([true, true]);
    expect(api.counts.mutation).toBe(2);
  });

  it("tells when a mutation did not apply", async () => {
    watch();
    await vi.advanceTimersByTimeAsync(100);
    const answer = client.mutate(RemoveItem, { id: "nope" });
    await vi.advanceTimersByTimeAsync(500);
    expect(await answer).toMatchObject({
      ok: false,
      error: { kind: "permission", serverCode: "not-applied" },
    });
  });

  it("asks for options of requests and sockets by whose they are", async () => {
    client.dispose();
    const said: string[] = [];
    client = createSimulatedClient(network, {
      fetchOptions(user) {
        said.push(`request of ${user}`);
        return {};
      },
      connectionParams(user) {
        said.push(`socket of ${user}`);
        return undefined;
      },
    });
    const { stop } = watch();
    await vi.advanceTimersByTimeAsync(100);
    expect(new Set(said)).toEqual(new Set(["request of auth0|ada", "socket of auth0|ada"]));
    stop();
    client.setSession({ user: "auth0|ben" });
    said.length = 0;
    watch();
    await vi.advanceTimersByTimeAsync(100);
    expect(new Set(said)).toEqual(new Set(["request of auth0|ben", "socket of auth0|ben"]));
  });

  it("survives a lost socket without losing a change", async () => {
    const { painted, store } = watch();
    await vi.advanceTimersByTimeAsync(100);
    for (const code of [1006, 1012, 4400, 4401, 4500, 1000]) {
      network.cut(code);
      api.addItem({ id: `x${code}`, dinner_id: "d1", title: `X${code}`, position: `b${code}` });
      await vi.advanceTimersByTimeAsync(1);
      expect(store.get().status).toBe("reconnecting");
      await vi.advanceTimersByTimeAsync(600);
      expect(painted.at(-1)).toContain(`X${code}`);
      expect(store.get().status).toBe("live");
    }
    expect(api.counts.query).toBe(1);
  });
});
