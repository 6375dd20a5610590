import fc from "fast-check";
import { expect } from "vitest";
import { AddItem, ChangeVotedItem, RemoveItem } from "../documents.ts";
import { createRandom } from "../races/random.ts";
import { createWorld, item, ledger, type Tab, type Weather, type World } from "./world.ts";

/** What happens in a browser with up to three tabs. */
export type Step =
  | { kind: "add" | "rename" | "vote" | "remove"; tab: number; item: number }
  | { kind: "weather"; weather: Weather }
  | { kind: "reload"; tab: number }
  | { kind: "close"; tab: number }
  | { kind: "open" }
  | { kind: "wait"; ms: number };

const tab = fc.nat(2);

/** Any step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom("add", "rename", "vote", "remove"), tab, item: fc.nat(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("weather"),
      weather: fc.constantFrom<Weather[]>("fine", "cut", "mute"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("reload" as const, "close" as const), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("open") }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait"), ms: fc.nat(3_000) }) },
);

/**
 * Plays steps, then lets everything come to rest in fine weather, and expects of every change that it was done once, in
 * the order of its tab, and of every tab that it shows what is stored.
 * @param delays Seed of delays and waits.
 */
export async function play(steps: readonly Step[], delays: number): Promise<void> {
  const random = createRandom(delays);
  const world = createWorld({ ledger }, () => random.next());
  try {
    await playIn(world, steps);
  } finally {
    world.stop();
  }
}

async function playIn(world: World, steps: readonly Step[]): Promise<void> {
  const { api, browser } = world;
  for (let n = 0; n < 6; n++)
    api.addItem({ id: `i${n}`, dinner_id: "d1", title: `i${n}`, position: `i${n}` });
  const tabs: { tab: Tab; issued: string[]; all: string[] }[] = [];
  const histories: string[][] = [];
  const mayBeLost = new Set<string>();
  const removed = new Set<number>();
  const open = (all: string[] = [], name?: string): void => {
    if (!histories.includes(all)) histories.push(all);
    tabs.push({ tab: world.open(name), issued: [], all });
  };
  const close = (position: number) => {
    const [closed] = tabs.splice(position, 1);
    closed!.tab.close();
    const kept = new Set(browser.changes().map(({ variables }) => JSON.stringify(variables)));
    for (const change of closed!.issued) if (!kept.has(change)) mayBeLost.add(change);
    return closed!;
  };
  open();
  let count = 0;
  for (const each of steps) {
    if (each.kind === "weather") {
      world.weather = each.weather;
      if (each.weather === "cut") world.network.cut(1006);
    } else if (each.kind === "wait") await world.pass(each.ms);
    else if (each.kind === "open") {
      if (tabs.length < 3) open();
    } else if (each.kind === "close") {
      if (tabs.length > 1 && tabs[each.tab]) close(each.tab);
    } else if (each.kind === "reload") {
      if (!tabs[each.tab]) continue;
      const { all, tab: closed } = close(each.tab);
      open(all, closed.name);
    } else {
      const at = tabs[each.tab];
      if (!at) continue;
      {
        count++;
        const id = `i${each.item}`;
        let issue: [unknown, Record<string, unknown>];
        if (each.kind === "add") issue = [AddItem, item(`n${count}`)];
        else if (each.kind === "rename") issue = [ChangeVotedItem, { id, set: { title: `t${count}` } }];
        else if (each.kind === "vote") issue = [ChangeVotedItem, { id, inc: { votes: count } }];
        else {
          if (removed.has(each.item)) continue;
          removed.add(each.item);
          issue = [RemoveItem, { id }];
        }
        const text = JSON.stringify(issue[1]);
        at.issued.push(text);
        at.all.push(text);
        void at.tab.client.mutate(issue[0] as never, issue[1] as never);
      }
    }
  }
  world.weather = "fine";
  const isBusy = (): boolean =>
    browser.changes().some(({ failure }) => !failure) ||
    tabs.some(({ tab: each }) => each.client.pending.get().some(({ state }) => state !== "failed"));
  await world.pass(8_000);
  for (let n = 0; n < 120 && isBusy(); n++) await world.pass(1_000);
  await world.pass(1_000);
  for (const all of histories) {
    const done = world.done.filter((change) => all.includes(change));
    expect(done.filter((change) => !mayBeLost.has(change))).toEqual(
      all.filter((change) => !mayBeLost.has(change)),
    );
    // Of these nobody had taken note when their page ended: they may have been on their way, or not.
    expect(new Set(done).size).toBe(done.length);
  }
  expect(browser.changes().filter(({ failure }) => !failure)).toEqual([]);
  const rows = [...api.tables.items.values()].sort((a, b) =>
    String(a["position"]) < String(b["position"]) ? -1 : 1,
  );
  const stored = rows
    .map(({ title, votes }) => `${String(title)}${votes === 0 ? "" : `+${String(votes)}`}`)
    .join(" ");
  for (const { tab } of tabs) {
    expect(tab.titles()).toBe(stored);
    expect(tab.client.pending.get().filter(({ state }) => state !== "failed")).toEqual([]);
  }
}
