import { isDehydrated, readOp, type Dehydrated } from "../dehydrated.ts";

/** Answers that came with the page and have not been used yet. */
export interface Seeds {
  /** Takes in a state; one that was read for somebody else is discarded. @returns The keys that are new. */
  add(state: Dehydrated | null | undefined, user: string): number[];
  has(key: number): boolean;
  /** @returns The data of an answer, once; undefined if there is none. */
  take(key: number): unknown;
  /** @returns When an answer was read, in milliseconds by the server's clock. */
  readAt(key: number): number | undefined;
  clear(): void;
}

/** @returns An empty store of seeds. */
export function createSeeds(): Seeds {
  const waiting = new Map<number, Dehydrated["ops"][string]>();
  const readAt = new Map<number, number>();
  // A state is added by every render that passes it; its answers are used once.
  const seen = new WeakSet<Dehydrated>();
  return {
    add(state, user) {
      if (!state || !isDehydrated(state) || state.user !== user || seen.has(state)) return [];
      seen.add(state);
      const keys: number[] = [];
      for (const [name, op] of Object.entries(state.ops)) {
        const key = Number(name);
        waiting.set(key, op);
        readAt.set(key, state.at);
        keys.push(key);
      }
      return keys;
    },
    has: (key) => waiting.has(key),
    take(key) {
      const op = waiting.get(key);
      if (!op) return undefined;
      waiting.delete(key);
      return readOp(op);
    },
    readAt: (key) => readAt.get(key),
    clear() {
      waiting.clear();
      readAt.clear();
    },
  };
}
