/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** @returns A number from 0 up to, not including, 1. */
  next(): number;
  /** @returns A whole number between two, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** @returns Whether something that happens in so many of 100 cases happens. */
  percent(of: number): boolean;
}

/** mulberry32: 32 bits of state are plenty for schedules. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (from) => from[Math.floor(next() * from.length)]!,
    percent: (of) => next() * 100 < of,
  };
}
