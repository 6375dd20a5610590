import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { findProcess } from "./process-table.ts";

const folders: string[] = [];
const pids: number[] = [];

afterAll(async () => {
  for (const pid of pids) {
    if (await findProcess(pid)) process.kill(pid);
  }
  for (const folder of folders) await rm(folder, { recursive: true });
});

const fixture = fileURLToPath(new URL("ancestors.fixture.ts", import.meta.url));

/** Starts the fixture under a shell under `outermost`; `wait` keeps a shell from replacing itself by its last program. */
async function startUnder(outermost: string): Promise<{ outer: ChildProcess; pid: number }> {
  const folder = await mkdtemp(join(tmpdir(), "ancestors-"));
  folders.push(folder);
  await writeFile(join(folder, "inner.sh"), `"${process.execPath}" --import tsx "${fixture}" & wait`);
  const program = join(folder, outermost);
  await writeFile(program, `#!/bin/sh\nsh -c 'sh -c ". ${folder}/inner.sh" & wait' & wait`, { mode: 0o755 });
  const outer = spawn(program, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  outer.stdout.on("data", (data: Buffer) => (output += data.toString()));
  await expect.poll(() => output, { timeout: 20_000 }).toMatch(/watching \d+/);
  const pid = Number(/watching (\d+)/.exec(output)?.[1]);
  pids.push(pid);
  return { outer, pid };
}

describe("watchAncestors", { timeout: 30_000 }, () => {
  it("notices that a runner several levels up was killed", async () => {
    const { outer, pid } = await startUnder("pnpm");
    outer.kill("SIGKILL");
    await expect.poll(() => findProcess(pid), { timeout: 20_000 }).toBeUndefined();
  });

  it("doesn't mind that the shell of a person ends", async () => {
    const { outer, pid } = await startUnder("my-shell");
    outer.kill("SIGKILL");
    await once(outer, "exit");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await findProcess(pid)).toBeDefined();
  });
});
