import { setTimeout as delay } from "node:timers/promises";

import type { System, SystemPart } from "@potluck/testing";

import type { Random } from "./random.ts";

/** Kills services over and over and starts them again. */
export interface ProcessKiller {
  /** How often each was killed. */
  kills: Record<string, number>;
  /** Ends it; everything runs afterwards. */
  stop(): Promise<void>;
}

const VICTIMS: readonly [SystemPart, ...SystemPart[]] = ["functions", "hasura", "partner"];

/**
 * Begins to kill: one service after the other with SIGKILL, each of them in turn, and starts it again a moment later.
 *
 * @param pauseMs Mean time between two kills in milliseconds.
 */
export function startKiller(system: System, random: Random, pauseMs: number): ProcessKiller {
  const kills: Record<string, number> = Object.fromEntries(VICTIMS.map((part) => [part, 0]));
  const stop = new AbortController();

  async function kill(): Promise<void> {
    for (let turn = 0; !stop.signal.aborted; turn += 1) {
      const pause = pauseMs * (0.5 + random.next());
      await delay(pause, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      const part = VICTIMS[turn % VICTIMS.length] as SystemPart;
      await system.kill(part);
      kills[part] = (kills[part] ?? 0) + 1;
      await delay(random.whole(0, 800));
      await system.restart(part);
    }
  }
  const killing = kill();
  return {
    kills,
    async stop() {
      stop.abort();
      await killing;
    },
  };
}
