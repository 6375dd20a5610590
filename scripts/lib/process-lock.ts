import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { findProcess } from "./process-table.ts";

/** Says which process does something. Its file may outlive the process; then it means nothing. */
export interface ProcessLock {
  /** Gives the lock back; works in an exit handler. */
  release(): void;
}

/**
 * Takes a lock for this process.
 *
 * A lock is a row of files, `name.1`, `name.2`, …; who made the last one holds it while they live. A dead holder is
 * succeeded and never removed: of several processes that find the same dead one, only one can make the next file.
 *
 * @param path folder and name of the lock
 * @returns the lock, or the id of the living process that holds it
 */
export async function takeLock(path: string): Promise<ProcessLock | number> {
  const draft = join(dirname(path), `.${basename(path)}-${randomBytes(6).toString("hex")}`);
  const own = await findProcess(process.pid);
  await writeFile(draft, JSON.stringify({ pid: process.pid, started: own?.started ?? "" }));
  try {
    for (;;) {
      const last = await lastTurn(path);
      const holder = last > 0 ? await livingHolder(`${path}.${last}`) : undefined;
      if (holder !== undefined) return holder;
      const file = `${path}.${last + 1}`;
      try {
        await link(draft, file);
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  } finally {
    await rm(draft);
  }
}

/** The living processes that hold a lock in a folder, by the lock's name. */
export async function lockHolders(folder: string): Promise<Map<string, number>> {
  const holders = new Map<string, number>();
  for (const file of await readdir(folder).catch(() => [])) {
    const name = /^(\w.*)\.\d+$/.exec(file)?.[1];
    const pid = name && (await livingHolder(join(folder, file)));
    if (pid) holders.set(name, pid);
  }
  return holders;
}

async function lastTurn(path: string): Promise<number> {
  const prefix = `${basename(path)}.`;
  const files = (await readdir(dirname(path))).filter((file) => file.startsWith(prefix));
  return Math.max(0, ...files.map((file) => Number(file.slice(prefix.length)) || 0));
}

async function livingHolder(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (!text) return undefined;
  const { pid, started } = JSON.parse(text) as { pid: number; started: string };
  return (await findProcess(pid))?.started === started ? pid : undefined;
}
