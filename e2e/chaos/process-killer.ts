import { setTimeout as delay } from "node:timers/promises";

import type { System, SystemPart } from "@potluck/testing";

import { createRandom, type Random } from "./random.ts";

/** Kills services over and over and starts them again. */
export interface ProcessKiller {
  /** How often each was killed, while it ran or while it was starting. */
  kills: Readonly<Record<Victim, number>>;
  /** Resolves when each was killed that often. */
  untilEachWasKilled(times: number): Promise<void>;
  /** Ends it; everything runs afterwards. */
  stop(): Promise<void>;
}

/** What is killed. */
export type Victim = Extract<SystemPart, (typeof victims)[number]>;

/** How to kill. */
export interface KillerOptions {
  seed: number;
  /** Mean time from one kill of a service to its next one in milliseconds, however long it takes to start. */
  periodMs: number;
  /** Runs before each kill: the last chance to see what would die with the process. */
  beforeKill: (victim: Victim) => Promise<void>;
}

const victims = ["functions", "hasura", "partner"] as const satisfies readonly SystemPart[];
/** Times between kills, in periods. Some lives are long enough for a call to the partner to time out. */
const SHORTEST = 0.2;
const LONGEST = 1.8;
/** A life is at least this many times as long as its beginning took: where that is slow, work is slow too. */
const LEAST_LIFE = 1.5;
const KILLED_WHILE_STARTING = 0.25;

/**
 * Begins to kill with SIGKILL. Each service has a beat of its own, so that none is spared because it or another one starts slowly; on
 * a slow machine only its own lives get longer. Some are killed a second time while they start.
 */
export function startKiller(system: System, { seed, periodMs, beforeKill }: KillerOptions): ProcessKiller {
  const kills: Record<Victim, number> = { functions: 0, hasura: 0, partner: 0 };
  const stop = new AbortController();
  const waiting = new Map<() => void, number>();

  async function kill(victim: Victim): Promise<void> {
    await system.kill(victim);
    kills[victim] += 1;
    const least = Math.min(...Object.values(kills));
    for (const [resolve, times] of waiting) if (times <= least) resolve();
  }

  async function start(victim: Victim, random: Random): Promise<void> {
    const starting = system.restart(victim);
    if (!random.chance(KILLED_WHILE_STARTING)) return starting;
    const isOver = starting.catch(() => {});
    await delay(random.whole(0, 1500));
    await kill(victim);
    await isOver;
    return system.restart(victim);
  }

  async function haunt(victim: Victim, index: number): Promise<void> {
    const random = createRandom(seed + index);
    let next = performance.now();
    let takenToStart = 0;
    for (;;) {
      next += periodMs * (SHORTEST + (LONGEST - SHORTEST) * random.next());
      const pause = Math.max(next - performance.now(), LEAST_LIFE * takenToStart);
      await delay(pause, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      await beforeKill(victim);
      await kill(victim);
      await delay(random.whole(0, 800));
      const started = performance.now();
      await start(victim, random);
      takenToStart = performance.now() - started;
    }
  }
  const haunting = Promise.all(victims.map(haunt));
  return {
    kills,
    untilEachWasKilled: (times) =>
      new Promise((resolve) => {
        if (Math.min(...Object.values(kills)) >= times) resolve();
        else waiting.set(resolve, times);
      }),
    async stop() {
      stop.abort();
      await haunting;
    },
  };
}
