import { findChromium } from "../find-chromium.ts";
import { checkGenerated } from "./check-generated.ts";
import { runTool } from "./run-tool.ts";
import type { StepResult } from "./run-tool.ts";
import { countPlaywright, countVitest } from "./test-counts.ts";

/** One part of `pnpm test`. */
export interface Step {
  name: string;
  /** What it proves, for the list of steps. */
  about: string;
  /** Names of steps that must have passed. */
  needs: readonly string[];
  /** Steps of one lane run one after the other, lanes side by side. */
  lane: 1 | 2 | 3;
  /** Whether what it writes is shown when it passes, too. */
  isShown?: boolean;
  run(context: StepContext): Promise<StepResult>;
}

/** What a step may use. */
export interface StepContext {
  /** Folder for reports; removed at the end. */
  scratch: string;
  /** Ends what the step started. */
  signal: AbortSignal;
  /** Handed from the step `browser` to those that need one. */
  environment: NodeJS.ProcessEnv;
  /** Whether only tests run that report a row of the table of results, and nothing beside them. */
  rowsOnly: boolean;
}

/** How tests are named that report a row. */
const ROW = String.raw`row \d`;
/** How they run: in a process of their own, or times would tell of the tests before and beside them. */
const ALONE = ["--isolate", "--no-file-parallelism"];
/** Where vitest has to look for them. */
const FOLDERS_WITH_ROWS = ["packages/auth-session", "apps/web/host"];

const tool =
  (command: string, ...args: string[]) =>
  ({ signal, environment }: StepContext): Promise<StepResult> =>
    runTool([command, ...args], { signal, environment });

/**
 * Every step, in the order in which they start. The first lane leads to the browser's tests, which take longest; what waits for most of
 * its time has the third.
 */
export const steps: readonly Step[] = [
  // The first, since the others read what it writes.
  { name: "codegen", about: "generated files are up to date", needs: [], lane: 1, run: checkGenerated },
  {
    name: "types",
    about: "tsc over every package, gql.tada over every document",
    needs: [],
    lane: 1,
    run: tool("pnpm", "run", "typecheck"),
  },
  { name: "build", about: "the production build", needs: [], lane: 1, run: tool("turbo", "run", "build") },
  {
    name: "e2e",
    about: "the whole system in Chromium",
    needs: ["browser", "build"],
    lane: 1,
    run: playwright,
  },
  { name: "browser", about: "a Chromium that starts", needs: [], lane: 2, run: provideBrowser },
  { name: "format", about: "oxfmt", needs: [], lane: 2, run: tool("oxfmt", "--check") },
  {
    name: "lint",
    about: "oxlint with types",
    needs: [],
    lane: 2,
    run: tool("oxlint", "--type-aware", "--deny-warnings"),
  },
  { name: "boundaries", about: "who may import whom", needs: [], lane: 2, run: tool("turbo", "boundaries") },
  { name: "unused", about: "knip: dead files, exports, dependencies", needs: [], lane: 2, run: tool("knip") },
  { name: "unit", about: "tests without a database", needs: [], lane: 2, run: vitest("unit") },
  {
    name: "races",
    about: "schedules of live pages on a virtual clock, every paint judged",
    needs: [],
    lane: 2,
    // Of each mode; `pnpm test:races` plays 10,000.
    run: vitest("races", { RACES_RUNS: "300" }),
  },
  { name: "db", about: "tests on a real Postgres", needs: [], lane: 2, run: vitest("db") },
  {
    name: "chaos",
    about: "bookings while everything is killed, lost, doubled and late",
    needs: [],
    lane: 2,
    run: vitest("chaos"),
  },
  { name: "dev", about: "pnpm dev in a copy of the tree", needs: ["browser"], lane: 2, run: vitest("dev") },
  { name: "soak", about: "what shows in time alone", needs: [], lane: 3, run: vitest("soak") },
  {
    name: "auth",
    about: "what is promised of sessions, as those steps have measured it",
    needs: ["unit", "db", "e2e", "soak"],
    lane: 3,
    isShown: true,
    run: showResults,
  },
];

/** @param defaults Variables, unless they are set. */
function vitest(project: string, defaults: NodeJS.ProcessEnv = {}): Step["run"] {
  return async ({ signal, environment, scratch, rowsOnly }) => {
    const report = `${scratch}/${project}.json`;
    const args = [
      ...(rowsOnly ? [...ALONE, "--testNamePattern", ROW, ...FOLDERS_WITH_ROWS] : []),
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ];
    const result = await runTool(["vitest", ...args], {
      signal,
      environment: { ...defaults, ...environment },
    });
    return { ...result, counts: await countVitest(report) };
  };
}

async function playwright({ signal, environment, scratch, rowsOnly }: StepContext): Promise<StepResult> {
  const report = `${scratch}/e2e.json`;
  const args = [
    "test",
    "--config",
    "e2e/playwright.config.ts",
    "--reporter=list,json",
    ...(rowsOnly ? ["--grep", ROW] : []),
  ];
  const result = await runTool(["playwright", ...args], {
    signal,
    environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  return { ...result, counts: await countPlaywright(report) };
}

function showResults({ signal, environment }: StepContext): Promise<StepResult> {
  const file = environment["POTLUCK_AUTH_ROWS"] ?? "";
  return runTool(["pnpm", "--silent", "--filter", "@potluck/auth-session", "run", "results", file], {
    signal,
    environment,
  });
}

async function provideBrowser({ environment, signal }: StepContext): Promise<StepResult> {
  const lines: string[] = [];
  try {
    environment["CHROME_PATH"] = await findChromium({ signal, log: (line) => void lines.push(line) });
    return { ok: true, output: lines.join("\n") };
  } catch (error) {
    return { ok: false, output: [...lines, (error as Error).message].join("\n") };
  }
}
