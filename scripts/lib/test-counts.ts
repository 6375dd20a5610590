import { readFile } from "node:fs/promises";
import type { Counts } from "./run-tool.ts";

/** Reads the numbers of vitest's JSON report; undefined where there is none. */
export async function countVitest(file: string): Promise<Counts | undefined> {
  const report = (await readJson(file)) as { numPassedTests: number; numFailedTests: number } | undefined;
  return report && { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** Reads the numbers of Playwright's JSON report; a test that needed a second try counts as failed. */
export async function countPlaywright(file: string): Promise<Counts | undefined> {
  const report = (await readJson(file)) as
    | { stats: { expected: number; unexpected: number; flaky: number } }
    | undefined;
  return report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}
