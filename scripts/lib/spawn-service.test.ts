import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findProcess } from "./process-table.ts";

describe("spawnService", () => {
  it.each(["SIGKILL", "SIGTERM"] as const)("ends with a parent that gets %s", async (signal) => {
    const parent = spawn(
      process.execPath,
      ["--import", "tsx", fileURLToPath(new URL("spawn-service.fixture.ts", import.meta.url))],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line);
    expect(await findProcess(pid)).toBeDefined();
    parent.kill(signal);
    await once(parent, "exit");
    await expect.poll(() => findProcess(pid), { timeout: 5000 }).toBeUndefined();
  });
});
