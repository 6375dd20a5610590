/** Random choices that can be made again with the same seed. */
export interface Random {
  /** Set TEST_SEED to it to see the same choices again. */
  readonly seed: number;
  /** @returns A whole number from 0 up to, and not including, the limit. */
  below(limit: number): number;
  of<T>(all: readonly T[]): T;
  shuffled<T>(all: readonly T[]): T[];
}

/**
 * Park and Miller's minimal generator: for what is spread over processes, where a shrinking property test is too slow.
 *
 * @returns Choices by TEST_SEED, or by a seed of the moment.
 */
export function createRandom(): Random {
  const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);
  let state = (seed % 2_147_483_646) + 1;
  const below = (limit: number) => (state = (state * 48_271) % 2_147_483_647) % limit;
  return {
    seed,
    below,
    of: <T>(all: readonly T[]): T => all[below(all.length)]!,
    shuffled: <T>(all: readonly T[]): T[] =>
      all
        .map((one) => ({ one, at: below(1_000_000) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ one }) => one),
  };
}
