import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockHolders, takeLock } from "./process-lock.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("takeLock", () => {
  it("names the living process that holds the lock", async () => {
    const file = join(folder, "web");
    const lock = await takeLock(file);
    expect(lock).not.toBeTypeOf("number");
    expect(await takeLock(file)).toBe(process.pid);
    expect(await lockHolders(folder)).toEqual(new Map([["web", process.pid]]));
    if (typeof lock !== "number") lock.release();
    expect(await lockHolders(folder)).toEqual(new Map());
    expect(await takeLock(file)).not.toBeTypeOf("number");
  });

  it("ignores a holder that is dead", async () => {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");
    await writeFile(join(folder, "web.1"), JSON.stringify({ pid: child.pid, started: "1" }));
    expect(await lockHolders(folder)).toEqual(new Map());
    expect(await takeLock(join(folder, "web"))).not.toBeTypeOf("number");
  });

  it("ignores a later process with the same id", async () => {
    const file = join(folder, "web");
    await takeLock(file);
    const { pid, started } = JSON.parse(await readFile(`${file}.1`, "utf8")) as {
      pid: number;
      started: string;
    };
    await writeFile(`${file}.1`, JSON.stringify({ pid, started: `${started}0` }));
    expect(await takeLock(file)).not.toBeTypeOf("number");
  });

  it("lets one of many win over a stale lock", async () => {
    const file = join(folder, "web");
    for (let round = 0; round < 20; round++) {
      await writeFile(`${file}.${round + 1}`, JSON.stringify({ pid: process.pid, started: "another time" }));
      const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(file)));
      const won = taken.filter((lock) => typeof lock !== "number");
      expect(won).toHaveLength(1);
      won[0]?.release();
    }
  });
});
