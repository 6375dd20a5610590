import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestApi } from "../testing/api.ts";
import { ChangeVotedItem, OpenVotedItems, VotedDinner } from "../testing/documents.ts";
import { createSimulatedClient } from "../testing/simulated-client.ts";
import { createSimulatedNetwork } from "../testing/simulated-network.ts";

const variables = { id: "d1" };

/** A page with one query; frames go past the cache as long as nothing else is there. */
function begin(delays: readonly number[]) {
  const api = createTestApi();
  for (const id of ["i1", "i2", "i3"])
    api.addItem({ id, dinner_id: "d1", title: id, position: id, votes: 0, done: false });
  let at = 0;
  const delay = (): number => delays[at++ % delays.length]!;
  const network = createSimulatedNetwork(api, { up: delay, down: delay });
  const client = createSimulatedClient(network, { lingerMs: 50 });
  const page = client.open(VotedDinner, variables);
  const shown = (): Record<string, number> =>
    Object.fromEntries(page.get().data?.dinners_by_pk?.items.map(({ id, votes }) => [id, votes]) ?? []);
  const painted: Record<string, number>[] = [];
  page.subscribe(() => painted.push(shown()), true);
  const poller = setInterval(() => api.poll(), 20);
  return {
    api,
    client,
    page,
    shown,
    painted,
    vote: (id: string) => {
      const row = api.tables.items.get(id)!;
      row["votes"] = Number(row["votes"]) + 1;
    },
    close: () => {
      clearInterval(poller);
      client.dispose();
    },
  };
}

describe("createBrowserClient with one query on screen", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("predicts from what frames have said, although the cache had not heard of it", async () => {
    const { client, vote, shown, painted, close } = begin([5]);
    await vi.advanceTimersByTimeAsync(200);
    for (let n = 0; n < 3; n++) {
      vote("i1");
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(shown()).toMatchObject({ i1: 3 });
    const told = painted.length;
    void client.mutate(ChangeVotedItem, { id: "i1", inc: { votes: 1 } });
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toMatchObject({ i1: 4 });
    // That the cache hears of the frame now is no news for the page.
    expect(painted.length - told).toBe(1);
    close();
  });

  const seed = Number(process.env["SHORTCUT_SEED"] ?? 1);
  const numRuns = Number(process.env["SHORTCUT_RUNS"] ?? 100);
  it(`shows the same as the cache holds, never goes back, and ends with the truth (SHORTCUT_SEED=${seed}, ${numRuns} runs)`, async () => {
    const id = fc.constantFrom("i1", "i2", "i3");
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("vote"), id, ms: fc.nat(60) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constantFrom("own", "other", "read"), id, ms: fc.nat(60) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 5, maxLength: 5 }),
        fc.array(step, { minLength: 1, maxLength: 30 }),
        async (delays, steps) => {
          const { api, client, page, painted, vote, close } = begin(delays);
          await vi.advanceTimersByTimeAsync(300);
          let stop: (() => void) | undefined;
          const reads: unknown[][] = [];
          for (const each of steps) {
            if (each.kind === "vote") vote(each.id);
            else if (each.kind === "own")
              void client.mutate(ChangeVotedItem, { id: each.id, inc: { votes: 1 } });
            else if (each.kind === "read")
              reads.push([client.urql.readQuery(VotedDinner, variables)?.data, page.get().data]);
            else if (stop) {
              stop();
              stop = undefined;
            } else stop = client.open(OpenVotedItems, variables).subscribe(() => {}, true);
            await vi.advanceTimersByTimeAsync(each.ms);
          }
          stop?.();
          await vi.advanceTimersByTimeAsync(3_000);
          for (const [index, after] of painted.entries())
            for (const [item, votes] of Object.entries(painted[index - 1] ?? {}))
              expect(after[item]).toBeGreaterThanOrEqual(votes);
          for (const [cached, onScreen] of reads) expect(cached).toEqual(onScreen);
          const truth = Object.fromEntries([...api.tables.items].map(([item, { votes }]) => [item, votes]));
          expect(painted.at(-1) ?? truth).toEqual(truth);
          close();
        },
      ),
      { seed, numRuns },
    );
  });
});
