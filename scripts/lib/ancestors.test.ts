import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findProcess } from "./process-table.ts";

describe("watchAncestors", () => {
  it("notices that a runner two levels up was killed", async () => {
    const fixture = fileURLToPath(new URL("ancestors.fixture.ts", import.meta.url));
    // Two shells, as npx and pnpm make them; `wait` keeps them from replacing themselves by the last program.
    const script = `sh -c '"${process.execPath}" --import tsx "${fixture}" & wait' & echo $!; wait`;
    const outer = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    outer.stdout.on("data", (data: Buffer) => (output += data.toString()));
    await expect.poll(() => output, { timeout: 10_000 }).toMatch(/watching \d+/);
    const pid = Number(/watching (\d+)/.exec(output)?.[1]);
    outer.kill("SIGKILL");
    await once(outer, "exit");
    await expect.poll(() => findProcess(pid), { timeout: 5000 }).toBeUndefined();
  });
});
