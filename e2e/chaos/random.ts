/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** @returns A number from 0 to below 1. */
  next(): number;
  /** @returns A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** @returns One of the values. */
  one<Value>(values: readonly [Value, ...Value[]]): Value;
  /** @returns True with this probability. */
  chance(probability: number): boolean;
}

/** Draws with the generator mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    whole,
    one: <Value>(values: readonly [Value, ...Value[]]) => values[whole(0, values.length - 1)] as Value,
    chance: (probability) => next() < probability,
  };
}
