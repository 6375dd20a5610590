import { describe, expect, it } from "vitest";
import { createPlan } from "../testing/races/plan.ts";
import { isRight, playMany, printTable, shrink, type Tally } from "../testing/races/suite.ts";
import { play, type PlayOptions } from "../testing/races/play.ts";

const firstSeed = Number(process.env["RACES_SEED"] ?? 1);
const runs = Number(process.env["RACES_RUNS"] ?? 1_500);
/** How many of them are also played with urql's own parts, to print it beside ours. */
const stockRuns = Math.min(runs, 300);

const MODES: Record<string, PlayOptions> = {
  graphcache: {},
};

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

describe("createBrowserClient in the flicker suite", () => {
  it(`shows nothing older than before, and the truth in the end (seeds from ${firstSeed}, ${runs} runs)`, async () => {
    const tallies: Record<string, Tally> = {};
    for (const [mode, options] of Object.entries(MODES))
      tallies[mode] = await playMany(firstSeed, runs, options);
    const stock = await playMany(firstSeed, stockRuns, { mode: "stock" });
    process.stdout.write(`${printTable({ ...tallies, "stock urql": stock })}\n`);
    expect(stock.flickering, "urql's own parts don't flicker, so that this proves nothing").toBeGreaterThan(
      0,
    );
    for (const [mode, options] of Object.entries(MODES)) {
      const tally = tallies[mode]!;
      if (tally.examples.length > 0) throw new Error(await explain(tally, options));
    }
  }, 600_000);

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
