/** Source of the current time, replaceable in tests. */
export interface Clock {
  /** @returns Milliseconds since the Unix epoch. */
  now(): number;
}

/** The computer's own clock. */
export const systemClock: Clock = { now: () => Date.now() };
