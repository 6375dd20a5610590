import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BrowserClient } from "../browser/client.ts";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { AddItem, ChangeItem, Dinner } from "../testing/documents.ts";
import { createSimulatedClient } from "../testing/simulated-client.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../testing/simulated-network.ts";

let api: TestApi;
let network: SimulatedNetwork;
let client: BrowserClient;
let poller: ReturnType<typeof setInterval>;
let shown: () => string | undefined;

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const mutations = (): string[] =>
  network.requests
    .filter(({ query }) => query.startsWith("mutation"))
    .map(({ variables }) => String(variables?.["id"]));

beforeEach(async () => {
  vi.useFakeTimers();
  api = createTestApi();
  for (const id of ["i1", "i2", "i3"]) api.addItem({ id, dinner_id: "d1", title: id, position: id });
  network = createSimulatedNetwork(api, { up: () => 50, down: () => 50 });
  poller = setInterval(() => api.poll(), 20);
  client = createSimulatedClient(network);
  const page = client.open(Dinner, { id: "d1" });
  page.subscribe(() => {}, true);
  shown = () =>
    page
      .get()
      .data?.dinners_by_pk?.items.map(({ title }) => title)
      .join();
  await pass(500);
});

afterEach(() => {
  client.dispose();
  clearInterval(poller);
  vi.useRealTimers();
});

describe("MutationOptions", () => {
  it("paints nothing before the answer where that is not wished", async () => {
    const done = client.mutate(ChangeItem, { id: "i1", set: { title: "Bread" } }, { optimistic: false });
    await pass(90);
    expect(shown()).toBe("i1,i2,i3");
    await pass(500);
    expect(await done).toMatchObject({ ok: true });
    expect(shown()).toBe("Bread,i2,i3");
  });

  it("paints the answer that it is given, and then the real one", async () => {
    const optimistic = () => ({ update_items_by_pk: { id: "i2", title: "WINE", position: "i0" } });
    void client.mutate(ChangeItem, { id: "i2", set: { title: "Wine" } }, { optimistic });
    await pass(0);
    expect(shown()).toBe("WINE,i1,i3");
    await pass(500);
    expect(shown()).toBe("i1,Wine,i3");
  });

  it("adds the row of an answer that it is given to the lists it belongs to, and takes it away with a failure", async () => {
    api.failNext("no");
    const object = { id: "i4", dinner_id: "d1", title: "Figs" };
    const optimistic = () => ({ insert_items_one: { ...object, position: "i1a", done: false } });
    const added = client.mutate(AddItem, { object }, { optimistic });
    await pass(0);
    expect(shown()).toBe("i1,Figs,i2,i3");
    await pass(500);
    expect(await added).toMatchObject({ ok: false });
    expect(shown()).toBe("i1,i2,i3");
    void client.pending.get()[0]?.retry();
    await pass(0);
    expect(shown()).toBe("i1,Figs,i2,i3");
  });

  it("sends mutations of one lane one after the other, and those of different lanes side by side", async () => {
    const change = (id: string, lane?: string) =>
      client.mutate(ChangeItem, { id, set: { title: id.toUpperCase() } }, lane === undefined ? {} : { lane });
    const all = [change("i1", "a"), change("i2", "a"), change("i3", "b")];
    await pass(60);
    expect(mutations()).toEqual(["i1", "i3"]);
    expect(shown()).toBe("I1,I2,I3");
    await pass(1_000);
    expect(mutations()).toEqual(["i1", "i3", "i2"]);
    expect(await Promise.all(all)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(shown()).toBe("I1,I2,I3");
  });
});
