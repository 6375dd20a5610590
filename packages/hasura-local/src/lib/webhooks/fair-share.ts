import type { Allowance } from "./delivery-queue.ts";

/** A trigger may take this many times what it leaves free. */
const GREED = 4;

/** How many places may be filled at once, and by whom. */
export interface Share {
  allowances: Allowance[];
  /** Of all triggers together. */
  limit: number;
}

/**
 * Shares out free places so that triggers whose receiver hangs do not take the last ones: each may hold four times what
 * it leaves free, so a trigger alone gets four of five places, and the next one four of five of the rest. Who holds
 * none may have the very last.
 *
 * @param free places.
 * @param most places that may be filled at once.
 * @param held places that a trigger holds.
 */
export function shareOut(
  triggers: readonly string[],
  free: number,
  most: number,
  held: (trigger: string) => number,
): Share {
  const part = (own: number): number => {
    const least = own === 0 ? Math.min(free, 1) : 0;
    return Math.min(most, Math.max(least, Math.floor((GREED * free - own) / (GREED + 1))));
  };
  const allowances = triggers
    .map((trigger) => ({ trigger, limit: part(held(trigger)) }))
    .filter((allowance) => allowance.limit > 0);
  return { allowances, limit: part(0) };
}
