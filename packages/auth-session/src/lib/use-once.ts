/**
 * Uses something up that is good for one time. Atomic: of any number of calls with one name, in any number of processes that
 * share the record, one resolves to true.
 *
 * @param names HMACs that stand for it: a store never sees what they name.
 * @param until When it is worthless anyway, ms since the epoch: the record may go then.
 * @returns Whether this was the first time: none of the names was used before.
 */
export type UseOnce = (names: readonly string[], until: number) => Promise<boolean>;

const MAX_ENTRIES = 10_000;

/**
 * What this process has seen used up. Another process would let the same thing through once more.
 *
 * @param nowMs Tells the time.
 * @returns The record.
 */
export function createMemoryUseOnce(nowMs: () => number): UseOnce {
  const used = new Map<string, number>();
  return (names, until) => {
    if (names.some((name) => used.has(name))) return Promise.resolve(false);
    for (const [old, end] of used) {
      if (end > nowMs() && used.size < MAX_ENTRIES) break;
      used.delete(old);
    }
    for (const name of names) used.set(name, until);
    return Promise.resolve(true);
  };
}
