import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AddItem, ChangeVotedItem, RemoveItem } from "../testing/documents.ts";
import { play, step } from "../testing/offline/play.ts";
import { createWorld, item, ledger, type World } from "../testing/offline/world.ts";

const seed = Number(process.env["OFFLINE_SEED"] ?? Date.now());

let world: World | undefined;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  world?.stop();
  world = undefined;
  vi.useRealTimers();
});

describe(`createOutbox (OFFLINE_SEED=${seed})`, () => {
  it("keeps what is changed without a connection, and sends it in order when there is one", async () => {
    world = createWorld({ ledger }, () => 5);
    const tab = world.open();
    await vi.advanceTimersByTimeAsync(100);
    world.weather = "cut";
    const answers = [
      tab.client.mutate(AddItem, item("a")),
      tab.client.mutate(ChangeVotedItem, { id: "a", inc: { votes: 1 } }),
      tab.client.mutate(RemoveItem, { id: "a" }),
      tab.client.mutate(AddItem, item("b")),
    ];
    await vi.advanceTimersByTimeAsync(10_000);
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
    await vi.advanceTimersByTimeAsync(40_000);
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(world.done).toHaveLength(4);
    expect(world.browser.changes()).toEqual([]);
    expect(tab.client.pending.get()).toEqual([]);
    expect(tab.titles()).toBe("b");
  });

  it("does every change once, in the order of each tab", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 40 }),
        fc.integer(),
        async (steps, delays) => {
          await play(steps, delays);
        },
      ),
      { numRuns: Number(process.env["OFFLINE_RUNS"] ?? 60), seed },
    );
  }, 600_000);

  it("shows what waits again after a reload, and sends it once", async () => {
    world = createWorld({ ledger }, () => 5);
    const before = world.open();
    await vi.advanceTimersByTimeAsync(100);
    world.weather = "mute";
    void before.client.mutate(AddItem, item("a"));
    void before.client.mutate(ChangeVotedItem, { id: "a", set: { title: "Apples" } });
    await vi.advanceTimersByTimeAsync(1_000);
    world.weather = "cut";
    before.close();
    const after = world.open();
    void after.client.mutate(AddItem, item("b"));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(after.client.pending.get().map(({ name }) => name)).toEqual([
      "AddItem",
      "ChangeVotedItem",
      "AddItem",
    ]);
    world.weather = "fine";
    await vi.advanceTimersByTimeAsync(40_000);
    expect(after.titles()).toBe("Apples b");
    expect(world.done).toHaveLength(3);
    expect(world.browser.changes()).toEqual([]);
  });
});
