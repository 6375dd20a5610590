import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { QueryStore } from "../source.ts";
import { createTestApi } from "../testing/api.ts";
import {
  AddItem,
  ChangeVotedItem,
  OpenVotedItems,
  RemoveItem,
  VotedDinner,
  type VotedItem,
} from "../testing/documents.ts";
import { createSimulatedClient } from "../testing/simulated-client.ts";
import { createSimulatedNetwork } from "../testing/simulated-network.ts";

type Action =
  | "insert"
  | "title"
  | "toggle"
  | "vote"
  | "move"
  | "remove"
  | "foreign"
  | "foreignInsert"
  | "cut";
interface Step {
  after: number;
  action: Action;
  row: number;
  fails: boolean;
}
interface Run {
  steps: Step[];
  pollMs: number;
  delays: number[];
}

const actions: Action[] = [
  "insert",
  "title",
  "toggle",
  "vote",
  "vote",
  "move",
  "remove",
  "foreign",
  "foreign",
  "foreignInsert",
  "cut",
];
const step = fc.record({
  after: fc.nat(120),
  action: fc.constantFrom(...actions),
  row: fc.nat(5),
  fails: fc.nat(9).map((n) => n === 0),
});
const runs = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 24 }),
  pollMs: fc.constantFrom(10, 60, 200),
  delays: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 7, maxLength: 7 }),
});

/** What our own rows must look like: every mutation that was issued and is not known to have failed. */
class Expected {
  readonly issued: { apply: (rows: Map<string, VotedItem>) => void; failed: boolean }[] = [];
  rows(initial: readonly VotedItem[]): Map<string, VotedItem> {
    const rows = new Map(initial.map((row) => [row.id, { ...row }]));
    for (const each of this.issued) if (!each.failed) each.apply(rows);
    return rows;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function play(run: Run): Promise<void> {
  vi.setSystemTime(0);
  const api = createTestApi();
  for (const n of [0, 1, 2]) {
    api.addItem({ id: `own${n}`, dinner_id: "d1", title: `own${n}`, position: `b${n}` });
    api.addItem({ id: `foreign${n}`, dinner_id: "d1", title: "0", position: `c${n}` });
  }
  let at = 0;
  const delay = (): number => run.delays[at++ % run.delays.length]!;
  const network = createSimulatedNetwork(api, { up: delay, down: delay });
  const poller = setInterval(() => api.poll(), run.pollMs);
  const client = createSimulatedClient(network, {
    timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100 },
  });
  const page = client.open(VotedDinner, { id: "d1" });
  const open = client.open(OpenVotedItems, { id: "d1" });
  const stops = [page, open].map((store) => (store as QueryStore<unknown>).subscribe(() => {}, true));

  try {
    await vi.advanceTimersByTimeAsync(1_000);
    const initial = page.get().data!.dinners_by_pk!.items.filter((item) => item.id.startsWith("own"));
    expect(initial).toHaveLength(3);
    const expected = new Expected();
    const seenForeign = new Map<string, number>();
    const promises: Promise<unknown>[] = [];
    const failing = new Set<number>();
    api.failWhen((count) => failing.has(count));
    let issued = 0;
    let foreign = 0;

    const check = (): void => {
      const rows = expected.rows(initial);
      const items = page.get().data!.dinners_by_pk!.items;
      const own = items.filter((item) => item.id.startsWith("own")).map(shown);
      const want = [...rows.values()].sort(byPosition);
      expect(own, "own rows on the page").toEqual(want.map(shown));
      const stillOpen = open
        .get()
        .data!.items.filter((item) => item.id.startsWith("own"))
        .map(shown);
      expect(stillOpen, "own rows in the filtered list").toEqual(
        want.filter((item) => !item.done).map(shown),
      );
      for (const item of [...items, ...open.get().data!.items]) {
        if (!item.id.startsWith("foreign")) continue;
        const version = Number(item.title);
        expect(version, `foreign row ${item.id} never goes back`).toBeGreaterThanOrEqual(
          seenForeign.get(item.id) ?? 0,
        );
        seenForeign.set(item.id, version);
      }
    };
    const advance = async (ms: number): Promise<void> => {
      const end = Date.now() + ms;
      setTimeout(() => {}, ms);
      while (Date.now() < end) {
        await vi.advanceTimersToNextTimerAsync();
        check();
      }
    };
    const issue = (
      fails: boolean,
      apply: (rows: Map<string, VotedItem>) => void,
      mutate: () => Promise<{ ok: boolean }>,
    ): void => {
      const entry = { apply, failed: false };
      expected.issued.push(entry);
      issued++;
      if (fails) failing.add(issued);
      promises.push(
        mutate().then((result) => {
          if (!result.ok) entry.failed = true;
        }),
      );
    };

    for (const { after, action, row, fails } of run.steps) {
      await advance(after);
      const mine = [...expected.rows(initial).keys()];
      const id = mine[row % Math.max(1, mine.length)];
      if (action === "foreign") {
        const target = api.tables.items.get(`foreign${row % 3}`)!;
        target["title"] = String(Number(target["title"]) + 1);
        target["done"] = Number(target["title"]) % 2 === 1;
      } else if (action === "foreignInsert") {
        api.addItem({ id: `foreign-new${foreign++}`, dinner_id: "d1", title: "0", position: `b${row}x` });
      } else if (action === "cut") {
        network.cut(1006);
      } else if (action === "insert") {
        const object = {
          id: `own-new${issued}`,
          title: `t${issued}`,
          position: `b${row}${issued}`,
          done: false,
          votes: 0,
        };
        issue(
          fails,
          (rows) => rows.set(object.id, { ...object }),
          () => client.mutate(AddItem, { object: { ...object, dinner_id: "d1" } }),
        );
      } else if (id !== undefined) {
        change(action, id, fails);
      }
      await vi.advanceTimersByTimeAsync(0);
      check();
    }
    await advance(400);
    while (client.pending.get().some((each) => each.state !== "failed")) await advance(100);
    await vi.advanceTimersByTimeAsync(2_000);
    check();
    await Promise.all(promises);
    const truth = [...api.tables.items.values()]
      .map((item) => shown(item as never))
      .sort((a, b) => a.localeCompare(b));
    const painted = page
      .get()
      .data!.dinners_by_pk!.items.map(shown)
      .sort((a, b) => a.localeCompare(b));
    expect(painted, "final state").toEqual(truth);
    expect(page.get().data!.dinners_by_pk!.items_aggregate.aggregate.count, "final count").toBe(truth.length);
    expect(client.pending.get().every((each) => each.state === "failed")).toBe(true);

    function change(action: Action, id: string, fails: boolean): void {
      const edit = (apply: (item: VotedItem) => void, variables: { set?: object; inc?: object }): void =>
        issue(
          fails,
          (rows) => {
            const item = rows.get(id);
            if (item) apply(item);
          },
          () => client.mutate(ChangeVotedItem, { id, ...variables }),
        );
      const mark = `m${issued}`;
      const done = expected.rows(initial).get(id)?.done !== true;
      if (action === "title") edit((item) => (item.title = mark), { set: { title: mark } });
      else if (action === "toggle") edit((item) => (item.done = done), { set: { done } });
      else if (action === "vote") edit((item) => (item.votes += 1), { inc: { votes: 1 } });
      else if (action === "move")
        edit((item) => (item.position = `b${mark}`), { set: { position: `b${mark}` } });
      else
        issue(
          fails,
          (rows) => rows.delete(id),
          () => client.mutate(RemoveItem, { id }),
        );
    }
  } finally {
    for (const stop of stops) stop();
    client.dispose();
    clearInterval(poller);
  }
}

function shown(item: VotedItem): string {
  return `${item.id} ${item.title} ${item.done} ${item.position} ${item.votes}`;
}

function byPosition(a: VotedItem, b: VotedItem): number {
  return a.position < b.position || (a.position === b.position && a.id < b.id) ? -1 : 1;
}

describe("createBrowserClient under races", () => {
  const seed = Number(process.env["RACES_SEED"] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env["RACES_RUNS"] ?? 40);

  it(
    `shows own rows exactly as written and others never older (seed ${seed}, ${numRuns} runs)`,
    async () => {
      await fc.assert(fc.asyncProperty(runs, play), {
        seed,
        numRuns,
        endOnFailure: process.env["RACES_NO_SHRINK"] !== undefined,
      });
    },
    30_000 + numRuns * 2_000,
  );
});
