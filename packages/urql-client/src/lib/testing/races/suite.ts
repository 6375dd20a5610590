import { createPlan, type Plan } from "./plan.ts";
import { play, type PlayOptions, type Verdict } from "./play.ts";

/** What many runs came to. */
export interface Tally {
  runs: number;
  /** Paints that must not have been, and in how many runs there were any. */
  flickers: number;
  flickering: number;
  wrongEnds: number;
  stuck: number;
  /** How late what others changed was shown, in milliseconds. */
  latenessMs: number[];
  /** Subscriptions that the API was asked for. */
  asked: number;
  /** Seeds of the first runs that were not right, with what was wrong. */
  examples: { seed: number; verdict: Verdict }[];
}

const EXAMPLES = 5;

/** Plays the plans of consecutive seeds. */
export async function playMany(firstSeed: number, runs: number, options: PlayOptions = {}): Promise<Tally> {
  const tally: Tally = {
    runs,
    flickers: 0,
    flickering: 0,
    wrongEnds: 0,
    stuck: 0,
    latenessMs: [],
    asked: 0,
    examples: [],
  };
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const verdict = await play(createPlan(seed), options);
    tally.flickers += verdict.flickers.length;
    tally.latenessMs.push(...verdict.latenessMs);
    tally.asked += verdict.asked;
    if (verdict.flickers.length > 0) tally.flickering++;
    if (verdict.wrongEnds.length > 0) tally.wrongEnds++;
    if (verdict.stuck.length > 0) tally.stuck++;
    if (!isRight(verdict) && tally.examples.length < EXAMPLES) tally.examples.push({ seed, verdict });
  }
  return tally;
}

/** Whether nothing was wrong. */
export function isRight({ flickers, wrongEnds, stuck }: Verdict): boolean {
  return flickers.length + wrongEnds.length + stuck.length === 0;
}

/** @returns The plan without the steps that it takes not to go wrong. */
export async function shrink(plan: Plan, options: PlayOptions = {}): Promise<Plan> {
  for (const step of plan.steps) {
    const shorter = { ...plan, steps: plan.steps.filter((other) => other !== step) };
    if (!isRight(await play(shorter, options))) return shrink(shorter, options);
  }
  return plan;
}

/** @returns One line per mode, with a headline. */
export function printTable(tallies: Readonly<Record<string, Tally>>): string {
  const rows = Object.entries(tallies).map(([mode, tally]) => {
    const { runs, flickers, flickering, wrongEnds, stuck, asked } = tally;
    const lateness = tally.latenessMs.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      String(lateness[Math.ceil(share * lateness.length) - 1] ?? "").padStart(5);
    return [
      mode,
      String(runs),
      `${flickers} (in ${flickering})`,
      String(wrongEnds),
      String(stuck),
      `${at(0.5)} ${at(0.95)} ${at(1)}`,
      (asked / runs).toFixed(1),
    ];
  });
  rows.unshift([
    "mode",
    "runs",
    "flickers",
    "wrong ends",
    "stuck",
    "others shown after ms (median, 95 %, most)",
    "subscriptions per run",
  ]);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
