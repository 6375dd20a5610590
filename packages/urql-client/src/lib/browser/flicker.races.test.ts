import { beforeAll, describe, expect, it } from "vitest";
import { loadExecuteOnce } from "../live/load-execute-once.ts";
import { createPlan } from "../testing/races/plan.ts";
import { isRight, playMany, printTable, shrink, type Tally } from "../testing/races/suite.ts";
import { play, type PlayOptions } from "../testing/races/play.ts";

const firstSeed = Number(process.env["RACES_SEED"] ?? 1);
const allRuns = process.env["RACES_RUNS"];

/** How many runs of each mode are played unless it is said, 10,000 of those that are judged, which have to be right. */
const MODES: Record<string, { options: PlayOptions; runs: number; isJudged: boolean }> = {
  "graphcache (fence)": { options: {}, runs: 4_000, isJudged: true },
  "journal (fence)": { options: { mode: "journal" }, runs: 3_000, isJudged: true },
  "journal (ledger)": { options: { mode: "journal", told: "ledger" }, runs: 3_000, isJudged: true },
  // Not exact for rows that are removed while they leave a list and come back.
  "journal (version)": { options: { mode: "journal", told: "version" }, runs: 300, isJudged: false },
  "stock urql": { options: { mode: "stock" }, runs: 300, isJudged: false },
};

const runsOf = (runs: number): number => Number(allRuns ?? runs);

async function explain({ examples }: Tally, options: PlayOptions): Promise<string> {
  const [first] = examples;
  if (!first) return "";
  const plan = await shrink(createPlan(first.seed), options);
  return JSON.stringify(
    { plan, verdict: await play(plan, options), seeds: examples.map(({ seed }) => seed) },
    null,
    1,
  );
}

// Simulated time does not wait for code.
beforeAll(async () => void (await loadExecuteOnce()));

describe("createBrowserClient in the flicker suite", () => {
  it(`shows nothing older than before, and the truth in the end (seeds from ${firstSeed})`, async () => {
    const tallies = new Map<string, Tally>();
    for (const [mode, { options, runs }] of Object.entries(MODES)) {
      tallies.set(mode, await playMany(firstSeed, runsOf(runs), options));
      process.stdout.write(`${mode}: ${runsOf(runs)} runs played\n`);
    }
    process.stdout.write(`${printTable(Object.fromEntries(tallies))}\n`);
    expect(
      tallies.get("stock urql")!.flickering,
      "urql's own parts don't flicker, so that this proves nothing",
    ).toBeGreaterThan(0);
    for (const [mode, { options, isJudged }] of Object.entries(MODES)) {
      const tally = tallies.get(mode)!;
      if (isJudged && tally.examples.length > 0) throw new Error(`${mode}: ${await explain(tally, options)}`);
    }
  }, 3_600_000);

  it.each([
    ["answers a new subscriber from a cache", "flickers"],
    ["forgets to look again", "wrongEnds"],
    ["never answers", "stuck"],
  ] as const)("notices an API that %s, by its %s", async (defect, count) => {
    const tally = await playMany(1, 100, { defect });
    expect(tally[count]).toBeGreaterThan(0);
    const plan = createPlan(tally.examples[0]!.seed);
    expect(isRight(await play(plan, { defect })), "the same seed is the same run").toBe(false);
  });
});
