import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { watchAncestors } from "./ancestors.ts";
import { CommandError } from "./command-error.ts";
import type { StepResult } from "./run-tool.ts";
import { steps } from "./test-steps.ts";
import type { Step, StepContext } from "./test-steps.ts";

/** How often to say that something is still going on, in milliseconds. */
const HEARTBEAT = 30_000;

/**
 * Runs the steps of `pnpm test`: all of them, or the named ones with what they need. A failed step doesn't stop the others,
 * only those that need it. The last line is `N passed, N failed`.
 *
 * @param options `rowsOnly`: of the tests only those that report a row of the table of results, one step after the other.
 *   `environment`: variables for them.
 * @throws {@link CommandError} where a name is unknown
 */
export async function runTests(
  names: readonly string[],
  {
    rowsOnly = false,
    environment = process.env,
  }: Partial<Pick<StepContext, "rowsOnly" | "environment">> = {},
): Promise<void> {
  const chosen = choose(names);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
  watchAncestors(() => stopping.abort());
  const scratch = await mkdtemp(join(tmpdir(), "potluck-test-"));
  const context: StepContext = {
    scratch,
    signal: stopping.signal,
    environment: { ...environment, POTLUCK_AUTH_ROWS: join(scratch, "auth-rows") },
    rowsOnly,
  };
  const started = performance.now();
  const outcomes = new Map<string, Outcome>();

  const beat = new AbortController();
  void sayWhatRuns(outcomes, beat.signal);
  const lanes = rowsOnly
    ? [byNeed(chosen)]
    : [1, 2, 3].map((lane) => chosen.filter((step) => step.lane === lane));
  await Promise.all(lanes.map((lane) => runLane(lane, context, outcomes)));
  beat.abort();
  await rm(scratch, { recursive: true, force: true });
  summarise(chosen, outcomes, performance.now() - started);
}

type Outcome =
  | { state: "running"; since: number }
  | { state: "done"; result: StepResult; seconds: string }
  | { state: "skipped"; because: string };

function choose(names: readonly string[]): Step[] {
  if (names.length === 0) return [...steps];
  const wanted = new Set<string>();
  const want = (name: string): void => {
    const step = steps.find((known) => known.name === name);
    if (!step) {
      const known = steps.map((each) => `  ${each.name.padEnd(11)} ${each.about}`).join("\n");
      throw new CommandError(`There is no step "${name}". The steps are:\n${known}`);
    }
    wanted.add(name);
    step.needs.forEach(want);
  };
  names.forEach(want);
  return steps.filter((step) => wanted.has(step.name));
}

/** Every step behind those that it needs. */
function byNeed(chosen: readonly Step[]): Step[] {
  const ordered = new Set<Step>();
  const add = (step: Step): void => {
    for (const need of chosen.filter(({ name }) => step.needs.includes(name))) add(need);
    ordered.add(step);
  };
  chosen.forEach(add);
  return [...ordered];
}

async function runLane(
  lane: readonly Step[],
  context: StepContext,
  outcomes: Map<string, Outcome>,
): Promise<void> {
  for (const step of lane) {
    const missing = await firstThatDidNotPass(step, outcomes);
    if (missing !== undefined || context.signal.aborted) {
      outcomes.set(step.name, {
        state: "skipped",
        because: missing ? `${missing} didn't pass` : "interrupted",
      });
      console.log(`– ${step.name} left out: ${missing ? `${missing} didn't pass` : "interrupted"}`);
      continue;
    }
    const since = performance.now();
    outcomes.set(step.name, { state: "running", since });
    const result = await step.run(context);
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    outcomes.set(step.name, { state: "done", result, seconds });
    console.log(`${result.ok ? "✓" : "✗"} ${step.name.padEnd(11)} ${seconds} s${describeCounts(result)}`);
    if (!result.ok || step.isShown) console.log(`\n${result.output.trimEnd()}\n`);
  }
}

async function firstThatDidNotPass(step: Step, outcomes: Map<string, Outcome>): Promise<string | undefined> {
  for (const name of step.needs) {
    for (;;) {
      const outcome = outcomes.get(name);
      if (outcome?.state === "done" && outcome.result.ok) break;
      if (outcome?.state === "done" || outcome?.state === "skipped") return name;
      await delay(100); // in another lane
    }
  }
  return undefined;
}

async function sayWhatRuns(outcomes: Map<string, Outcome>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(HEARTBEAT, undefined, { signal, ref: false }).catch(() => {});
    for (const [name, outcome] of outcomes) {
      if (signal.aborted || outcome.state !== "running") continue;
      const seconds = Math.round((performance.now() - outcome.since) / 1000);
      if (seconds * 1000 >= HEARTBEAT) console.log(`… ${name.padEnd(11)} ${seconds} s`);
    }
  }
}

function describeCounts({ counts }: StepResult): string {
  if (!counts) return "";
  return `  ${counts.passed} passed${counts.failed > 0 ? `, ${counts.failed} failed` : ""}`;
}

function summarise(chosen: readonly Step[], outcomes: Map<string, Outcome>, milliseconds: number): void {
  let passed = 0;
  let failed = 0;
  const bad: string[] = [];
  for (const { name } of chosen) {
    const outcome = outcomes.get(name);
    if (outcome?.state !== "done") {
      bad.push(name);
      continue;
    }
    const { ok, counts } = outcome.result;
    // A step without tests of its own is one check.
    passed += counts?.passed ?? (ok ? 1 : 0);
    failed += counts?.failed ?? 0;
    if (ok) continue;
    bad.push(name);
    if (!counts?.failed) failed += 1;
  }
  console.log(
    `\n${Math.round(milliseconds / 1000)} s. ${bad.length === 0 ? "All steps passed." : `Not passed: ${bad.join(", ")}.`}`,
  );
  console.log(`${passed} passed, ${failed} failed`);
  if (bad.length > 0) process.exitCode = 1;
}
