import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between looks at the files. */
const INTERVAL = 400;

export interface ProjectWatcher {
  close(): Promise<void>;
}

/**
 * Calls back when files under some folders have changed and come to rest. It looks at their times regularly: a project
 * has some dozen files, and notifications of the operating system are lossy for folders that are just being made.
 *
 * @param apply what to do with the change; a failure is logged and what was in force stays.
 */
export function watchProject(
  folders: readonly string[],
  log: (line: string) => void,
  apply: () => Promise<void>,
): ProjectWatcher {
  const stop = new AbortController();

  async function watch(): Promise<void> {
    let applied = await fingerprint(folders);
    let seen = applied;
    while (!stop.signal.aborted) {
      await delay(INTERVAL, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      const now = await fingerprint(folders);
      const isAtRest = now === seen;
      seen = now;
      if (stop.signal.aborted || !isAtRest || now === applied) continue;
      applied = now;
      try {
        await apply();
        log("reloaded the project");
      } catch (error) {
        log(`kept what was in force: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  const watching = watch();
  return {
    async close() {
      stop.abort();
      await watching;
    },
  };
}

async function fingerprint(folders: readonly string[]): Promise<string> {
  const lines = await Promise.all(folders.map((folder) => describeFolder(folder)));
  return lines.flat().toSorted().join("\n");
}

async function describeFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
  return Promise.all(files.map((file) => describeFile(path.join(file.parentPath, file.name))));
}

async function describeFile(file: string): Promise<string> {
  // A file may vanish between the two looks.
  const status = await stat(file).catch(() => undefined);
  return `${file} ${status?.mtimeMs ?? 0} ${status?.size ?? 0}`;
}
