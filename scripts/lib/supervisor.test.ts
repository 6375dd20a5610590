import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProcess } from "./process-table.ts";
import { supervise } from "./supervisor.ts";
import type { Supervisor, SupervisorEvent } from "./supervisor.ts";

let folder: string;
let supervisor: Supervisor | undefined;
let events: SupervisorEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "supervisor-"));
  events = [];
});

afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  await rm(folder, { recursive: true });
});

/** Starts a program that counts as ready once it has written "ready". */
async function start(program: string): Promise<void> {
  const file = join(folder, "service.mjs");
  await writeFile(file, program);
  let lines = 0;
  supervisor = supervise({
    args: [file],
    cwd: folder,
    env: process.env,
    waitUntilReady: async (signal) => {
      for (;;) {
        signal.throwIfAborted();
        const all = events.filter((event) => event.kind === "line" && event.text === "ready").length;
        if (all > lines) return void (lines = all);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    onEvent: (event) => void events.push(event),
  });
}

const kinds = (): string[] => events.map(({ kind }) => kind).filter((kind) => kind !== "line");
const pids = (): number[] => events.flatMap((event) => (event.kind === "ready" ? [event.pid ?? 0] : []));
const eventually = { timeout: 10_000 };
const ready = 'console.log("ready"); setInterval(() => {}, 1000);';

describe("supervise", () => {
  it("starts a killed process again", async () => {
    await start(ready);
    await expect.poll(pids, eventually).toHaveLength(1);
    process.kill(pids()[0]!, "SIGKILL");
    await expect.poll(pids, eventually).toHaveLength(2);
    expect(kinds()).toEqual(["ready", "died", "ready"]);
    expect(events).toContainEqual({ kind: "died", how: "was ended by SIGKILL", pause: 200 });
    expect(new Set(pids()).size).toBe(2);
  });

  it("waits longer each time while a process keeps dying", async () => {
    await start('console.log("ready"); setTimeout(() => process.exit(3), 100);');
    const pauses = (): number[] => events.flatMap((event) => (event.kind === "died" ? [event.pause] : []));
    await expect.poll(pauses, eventually).toEqual(expect.arrayContaining([200, 400, 800]));
    expect(events).toContainEqual({ kind: "died", how: "ended with code 3", pause: 200 });
  });

  it("gives up on a process that never was ready", async () => {
    await start('console.error("no soup"); process.exitCode = 1;');
    await expect.poll(kinds, eventually).toEqual(["failed"]);
    expect(events).toEqual([
      { kind: "line", stream: "stderr", text: "no soup" },
      { kind: "failed", how: "ended with code 1" },
    ]);
  });

  it("starts a running and a dead process again when told to, at once", async () => {
    await start(ready);
    await expect.poll(pids, eventually).toHaveLength(1);
    supervisor!.restart();
    await expect.poll(pids, eventually).toHaveLength(2);
    expect(kinds()).toEqual(["ready", "ready"]);
    expect(await findProcess(pids()[0]!)).toBeUndefined();
  });

  it("kills a process that doesn't listen", { timeout: 15_000 }, async () => {
    await start(`process.on("SIGTERM", () => {}); ${ready}`);
    await expect.poll(pids, eventually).toHaveLength(1);
    await supervisor!.stop();
    expect(await findProcess(pids()[0]!)).toBeUndefined();
    expect(kinds()).toEqual(["ready"]);
  });
});
