import { findProcess } from "./process-table.ts";

/** The programs that stand between a person's shell and a script of ours: `npm exec …`, `node …/pnpm dev`, turbo. */
const RUNNER = /^(\S*(node|sh) )?\S*\b(npm|npx|pnpm|turbo|dev\.mjs)(-cli)?(\.[cm]?js)?( |$)/;
/** npm and pnpm run scripts in one of these; a person's own shell looks the same. */
const SHELL = /^\S*sh -c /;

/** How often to look, in milliseconds. */
const INTERVAL = 500;

/**
 * Notices when one of the runners above this process is gone. npx, pnpm and turbo don't all pass a signal on, and none can
 * when it is killed, so a script that must not outlive them has to look.
 *
 * @param onGone called once
 * @param onWatching called when it is known who they are, which takes a moment
 * @returns stops watching
 */
export function watchAncestors(onGone: () => void, onWatching?: () => void): () => void {
  let stopped = false;
  async function watch(): Promise<void> {
    const links = await findRunners();
    onWatching?.();
    while (!stopped) {
      for (const { pid, parent } of links) {
        if (stopped || (await findProcess(pid))?.parent === parent) continue;
        stopped = true;
        onGone();
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL).unref());
    }
  }
  if (process.platform !== "win32") void watch();
  return () => {
    stopped = true;
  };
}

/** This process and everything up to the topmost runner, each with its parent. Above that nothing matters. */
async function findRunners(): Promise<{ pid: number; parent: number }[]> {
  const links: { pid: number; parent: number }[] = [];
  let runners = 0;
  let pid = process.pid;
  for (;;) {
    const parent = (await findProcess(pid))?.parent;
    const above = parent === undefined ? undefined : await findProcess(parent);
    if (parent === undefined || !above) break;
    links.push({ pid, parent });
    if (RUNNER.test(above.command)) runners = links.length;
    else if (!SHELL.test(above.command)) break;
    pid = parent;
  }
  return links.slice(0, runners);
}
