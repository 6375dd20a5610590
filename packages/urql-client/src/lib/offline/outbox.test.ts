import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { AddItem, ChangeVotedItem, RemoveItem } from "../testing/documents.ts";
import { play, step } from "../testing/offline/play.ts";
import { createWorld, item, ledger, type World } from "../testing/offline/world.ts";

const firstSeed = Number(process.env["OFFLINE_SEED"] ?? 1);
const runs = Number(process.env["OFFLINE_RUNS"] ?? 60);

let world: World | undefined;

/** Lets time pass until something is there. */
async function until<T>(answer: Promise<T>): Promise<T> {
  let isThere = false;
  void answer.finally(() => (isThere = true));
  for (let n = 0; n < 600 && !isThere; n++) await world!.pass(100);
  return answer;
}

afterEach(() => {
  world?.stop();
  world = undefined;
});

describe(`createOutbox (OFFLINE_SEED=${firstSeed} OFFLINE_RUNS=${runs})`, () => {
  it("keeps what is changed without a connection, and sends it in order when there is one", async () => {
    world = createWorld({ ledger }, () => 0.1);
    const tab = world.open();
    await world.pass(100);
    world.weather = "cut";
    const answers = [
      tab.client.mutate(AddItem, item("a")),
      tab.client.mutate(ChangeVotedItem, { id: "a", inc: { votes: 1 } }),
      tab.client.mutate(RemoveItem, { id: "a" }),
      tab.client.mutate(AddItem, item("b")),
    ];
    await world.pass(10_000);
    expect(world.done).toEqual([]);
    expect(tab.titles()).toBe("b");
    expect(tab.client.pending.get().map(({ state }) => state)).toEqual([
      "waiting",
      "queued",
      "queued",
      "queued",
    ]);
    expect(world.browser.changes()).toHaveLength(4);
    world.weather = "fine";
    await world.pass(40_000);
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(world.done).toHaveLength(4);
    expect(world.browser.changes()).toEqual([]);
    expect(tab.client.pending.get()).toEqual([]);
    expect(tab.titles()).toBe("b");
  });

  it("does every change once, in the order of each tab", async () => {
    const steps = fc.array(step, { minLength: 4, maxLength: 40 });
    const property = fc.asyncProperty(steps, fc.nat(), play);
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const played = fc.assert(property, { seed, numRuns: 1, unbiased: true });
      await expect(played).resolves.toBeUndefined();
    }
  }, 3_600_000);

  it("shows what waits again after a reload, and sends it once", async () => {
    world = createWorld({ ledger }, () => 0.1);
    const before = world.open();
    await world.pass(100);
    world.weather = "mute";
    void before.client.mutate(AddItem, item("a"));
    void before.client.mutate(ChangeVotedItem, { id: "a", set: { title: "Apples" } });
    await world.pass(1_000);
    world.weather = "cut";
    before.close();
    const after = world.open(before.name);
    void after.client.mutate(AddItem, item("b"));
    await world.pass(3_000);
    expect(after.client.pending.get().map(({ name }) => name)).toEqual([
      "AddItem",
      "ChangeVotedItem",
      "AddItem",
    ]);
    world.weather = "fine";
    await world.pass(40_000);
    expect(after.titles()).toBe("Apples b");
    expect(world.done).toHaveLength(3);
    expect(world.browser.changes()).toEqual([]);
  });

  it("sends what a closed tab left behind from another, in its order", async () => {
    world = createWorld({ ledger }, () => 0.1);
    const [gone, other] = [world.open(), world.open()];
    // Longer than the second look that a page takes when it is new.
    await world.pass(6_000);
    world.weather = "cut";
    void gone.client.mutate(AddItem, item("a"));
    void gone.client.mutate(ChangeVotedItem, { id: "a", set: { title: "Apples" } });
    await world.pass(1_000);
    gone.close();
    world.weather = "fine";
    await world.pass(40_000);
    expect(other.titles()).toBe("Apples");
    expect(world.done).toHaveLength(2);
    expect(world.browser.changes()).toEqual([]);
  });

  it("paints and sends what a closed tab left behind below its own later changes", async () => {
    world = createWorld({ ledger }, () => 0.1);
    world.api.addItem({ id: "a", dinner_id: "d1", title: "a", position: "a" });
    const [gone, other] = [world.open(), world.open()];
    await world.pass(100);
    world.weather = "cut";
    void other.client.mutate(ChangeVotedItem, { id: "a", set: { title: "First" } });
    await world.pass(100);
    void gone.client.mutate(ChangeVotedItem, { id: "a", set: { title: "Second" } });
    await world.pass(100);
    void other.client.mutate(ChangeVotedItem, { id: "a", set: { title: "Third" } });
    await world.pass(100);
    gone.close();
    await world.pass(10_000);
    expect(other.client.pending.get().map(({ variables }) => variables["set"])).toEqual([
      { title: "First" },
      { title: "Second" },
      { title: "Third" },
    ]);
    expect(other.titles()).toBe("Third");
    world.weather = "fine";
    await world.pass(40_000);
    expect(world.done.map((text) => /title":"(\w+)/.exec(text)?.[1])).toEqual(["First", "Second", "Third"]);
    expect(other.titles()).toBe("Third");
  });

  it("keeps a refused change over reloads until somebody decides", async () => {
    world = createWorld({ ledger }, () => 0.1);
    const before = world.open();
    await world.pass(100);
    world.api.failNext("no");
    expect(await until(before.client.mutate(AddItem, item("a")))).toMatchObject({ ok: false });
    before.close();
    const after = world.open(before.name);
    await world.pass(3_000);
    const [draft] = after.client.pending.get();
    expect(draft).toMatchObject({
      state: "failed",
      name: "AddItem",
      error: { kind: "constraint", message: "no" },
    });
    expect(after.titles()).toBe("");
    draft!.dismiss();
    await world.pass(100);
    expect(after.client.pending.get()).toEqual([]);
    expect(world.browser.changes()).toEqual([]);
  });

  it("leaves what cannot be repeated to the person, when the page was left before its answer came", async () => {
    world = createWorld({}, () => 0.1);
    world.api.addItem({ id: "a", dinner_id: "d1", title: "a", position: "a" });
    const before = world.open();
    await world.pass(100);
    world.weather = "mute";
    void before.client.mutate(ChangeVotedItem, { id: "a", inc: { votes: 1 } });
    await world.pass(12);
    before.close();
    world.weather = "fine";
    const after = world.open(before.name);
    await world.pass(10_000);
    expect(after.client.pending.get()).toMatchObject([{ state: "failed", error: { kind: "network" } }]);
    expect(world.done).toHaveLength(1);
    expect(after.titles()).toBe("a+1");
  });

  it("sends what cannot be repeated once it has been seen that somebody is there", async () => {
    world = createWorld({}, () => 0.1);
    world.api.addItem({ id: "a", dinner_id: "d1", title: "a", position: "a" });
    const { client } = world.open();
    await world.pass(100);
    world.weather = "cut";
    const removal = client.mutate(RemoveItem, { id: "nothing" });
    const votes = client.mutate(ChangeVotedItem, { id: "a", inc: { votes: 1 } });
    await world.pass(20_000);
    world.weather = "fine";
    expect(await until(votes)).toMatchObject({ ok: true });
    expect(await removal).toMatchObject({ ok: true });
    expect(world.done).toHaveLength(2);
  });

  it("does not count twice what may be part of what the server read", async () => {
    world = createWorld({ ledger }, () => 0.1);
    world.api.addItem({ id: "a", dinner_id: "d1", title: "a", position: "a" });
    const before = world.open();
    await world.pass(100);
    world.weather = "mute";
    void before.client.mutate(ChangeVotedItem, { id: "a", inc: { votes: 1 } });
    await world.pass(100);
    before.close();
    world.weather = "fine";
    const after = world.open(before.name);
    const seen = new Set<string>();
    after.watch(() => seen.add(after.titles()));
    await world.pass(40_000);
    expect([...seen].filter((titles) => titles !== "")).toEqual(["a+1"]);
    expect(world.done).toHaveLength(1);
  });

  it("does not count twice what was sent just before its page was left", async () => {
    world = createWorld({ ledger }, () => 0.1);
    world.api.addItem({ id: "a", dinner_id: "d1", title: "a", position: "a" });
    const before = world.open();
    await world.pass(100);
    world.weather = "cut";
    void before.client.mutate(AddItem, item("b"));
    await world.pass(1_000);
    void before.client.mutate(ChangeVotedItem, { id: "a", inc: { votes: 1 } });
    await world.pass(1_000);
    world.weather = "fine";
    for (let n = 0; n < 40_000 && world.done.length < 2; n++) await world.pass(1);
    before.close();
    world.weather = "cut";
    const after = world.open(before.name);
    const seen = new Set<string>();
    after.watch(() => seen.add(after.titles()));
    await world.pass(5_000);
    world.weather = "fine";
    await world.pass(40_000);
    seen.add(after.titles());
    expect([...seen]).toEqual(["a+1 b"]);
    expect(world.done).toHaveLength(2);
  });

  it("keeps nothing that means nothing later", async () => {
    world = createWorld({ ledger, ephemeral: ["RemoveItem"] }, () => 0.1);
    const { client } = world.open();
    await world.pass(100);
    world.weather = "cut";
    void client.mutate(AddItem, item("a"));
    const beat = client.mutate(RemoveItem, { id: "x" });
    expect(await until(beat)).toMatchObject({ ok: false, error: { kind: "network" } });
    expect(world.browser.changes()).toHaveLength(1);
  });

  it("fails without a connection when the storage is full, and says so once", async () => {
    world = createWorld({ ledger }, () => 0.1);
    const { client, troubles } = world.open();
    await world.pass(100);
    world.browser.isFull = true;
    world.weather = "cut";
    const answers = [client.mutate(AddItem, item("a")), client.mutate(AddItem, item("b"))];
    for (const answer of answers)
      expect(await until(answer)).toMatchObject({ ok: false, error: { kind: "network" } });
    expect(troubles()).toBe(1);
  });

  it("leaves nothing behind when the user changes, and sends nothing of the one before", async () => {
    world = createWorld({ ledger }, () => 0.1);
    const { client } = world.open();
    await world.pass(100);
    world.weather = "cut";
    void client.mutate(AddItem, item("a"));
    await world.pass(1_000);
    client.setSession(null);
    await world.pass(100);
    expect(world.browser.changes()).toEqual([]);
    world.weather = "fine";
    await world.pass(40_000);
    expect(world.done).toEqual([]);
  });
});
