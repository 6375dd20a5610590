import type { Ending, EndingListener, SessionStore } from "./session-store.ts";

const MAX_ENTRIES = 10_000;

/**
 * Ended sessions of this process only; forgotten when it restarts (cookies then still carry the tombstone).
 *
 * @returns The store.
 */
export function createMemorySessionStore(): SessionStore {
  const ended = new Map<string, Ending["beganUpTo"]>();
  const listeners = new Set<EndingListener>();

  return {
    isShared: false,
    isEnded: async ({ names, beganAt }) =>
      names.some((name) => {
        const beganUpTo = ended.get(name);
        return beganUpTo === null || (beganUpTo !== undefined && beganAt <= beganUpTo);
      }),
    async end({ names, beganUpTo }) {
      for (const name of names) {
        const known = ended.get(name);
        const latest = beganUpTo === null || known === null ? null : Math.max(beganUpTo, known ?? 0);
        remember(ended, name, latest);
      }
      for (const listener of listeners) listener.ended({ names, beganUpTo });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Bounded: the oldest goes first. Whatever is that old has most likely ended by itself. */
function remember<V>(map: Map<string, V>, name: string, value: V): void {
  map.delete(name);
  map.set(name, value);
  const oldest = map.size > MAX_ENTRIES ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
