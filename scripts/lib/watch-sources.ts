import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Changes that come together, such as those of a formatter, count as one; in milliseconds. */
const SETTLE = 100;

const IGNORED = /(^|\/)(node_modules|build|testing|\.[^/]*)(\/|$)|\.(test|spec)\.tsx?$|~$/;

/**
 * Watches files and whole folders; paths that don't exist are left out.
 *
 * @param onChange gets one of the files that changed
 * @returns stops watching
 */
export async function watchSources(
  paths: readonly string[],
  onChange: (path: string) => void,
): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  const watchers: FSWatcher[] = [];
  const changed = (path: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => onChange(path), SETTLE);
  };
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    // An editor may replace a file by another of the same name, so its folder is watched, not the file.
    const folder = found.isDirectory() ? path : dirname(path);
    const watcher = watch(folder, { recursive: found.isDirectory() }, (_event, name) => {
      if (name === null || IGNORED.test(name)) return;
      if (found.isDirectory() || name === basename(path)) changed(join(folder, name));
    });
    watcher.on("error", () => {}); // a folder that is removed while it is watched
    watchers.push(watcher);
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
