import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyTree, startCommand, type TreeCopy } from "./lib/testing/tree-copy.ts";

/** One of each kind; short and long names, because they decide where lines break. */
const functions = {
  "a-b": "action",
  "tell-guests-what-to-bring": "event:items",
  "remind-guests": "event:dinners",
  "count-dinners": "cron",
  "hear-of-payment": "callback",
};
const FOLDER = "apps/functions/src/functions";
const folders = Object.keys(functions).map((name) => `${FOLDER}/${name}`);

let tree: TreeCopy;
let generated: string[];

async function run(tool: string, ...args: string[]): Promise<{ isOk: boolean; output: string }> {
  const { ended, output } = startCommand(tree, [join("node_modules", ".bin", tool), ...args], {
    NO_COLOR: "1",
  });
  return { isOk: (await ended) === 0, output: output() };
}

/** @returns What a tool wrote where it failed; nothing where it passed. */
async function complaint(tool: string, ...args: string[]): Promise<string> {
  const { isOk, output } = await run(tool, ...args);
  return isOk ? "" : output;
}

beforeAll(async () => {
  tree = await copyTree("linked");
  generated = [];
  for (const [name, caller] of Object.entries(functions))
    generated.push((await run("gen", "run", "function", "--args", name, caller)).output);
}, 240_000);
afterAll(() => tree.remove());

describe("pnpm turbo gen function", { timeout: 240_000 }, () => {
  it("says what to do next", () => {
    for (const output of generated) expect(output).toContain("1. ");
    expect(generated[0]).toContain("pnpm codegen");
  });

  it("writes functions that are formatted", async () => {
    expect(await complaint("oxfmt", "--check")).toBe("");
  });

  it("writes functions that pass lint and types", async () => {
    const flags = ["--type-aware", "--type-check", "--deny-warnings"];
    expect(await complaint("oxlint", ...flags, `${FOLDER}/all.ts`, ...folders)).toBe("");
  });

  it("writes functions that leave nothing unused", async () => {
    expect(await complaint("knip", "--workspace", "apps/functions")).toBe("");
  });

  it("writes functions that pass their own tests", async () => {
    const flags = ["--project", "db", "--no-isolate", "--maxWorkers", "1"];
    expect(await complaint("vitest", "run", ...flags, ...folders)).toBe("");
  });

  it("writes functions that the metadata calls", async () => {
    expect(await complaint("vitest", "run", "--project", "unit", `${FOLDER}/metadata`)).toBe("");
  });
});
