import fc from "fast-check";

/**
 * Makes a random choice. It remembers arbitraries by what looks alike in their arguments: choose among numbers, never among objects,
 * or you may be given one of an earlier call.
 */
export type Choose = fc.GeneratorValue;

/** Runs something once with random choices. When it fails, fast-check prints the seed to see the same ones again. */
export function withChoices(run: (choose: Choose) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(fc.gen(), run), { numRuns: 1, endOnFailure: true });
}

/** @returns One of them. */
export function oneOf<T>(all: readonly T[], choose: Choose): T {
  return all[choose(fc.nat, all.length - 1)]!;
}

/** @returns All of them, in some order. */
export function shuffled<T>(all: readonly T[], choose: Choose): T[] {
  const indices = [...all.keys()];
  const whole = { minLength: all.length, maxLength: all.length };
  return choose(fc.shuffledSubarray<number>, indices, whole).map((index) => all[index]!);
}
