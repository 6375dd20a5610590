import { AsyncLocalStorage } from "node:async_hooks";

/** The time as one tenant has it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Seconds since the epoch, as tokens have them. */
  seconds(): number;
  /** How far it is ahead of this computer's clock; negative: behind. */
  readonly offsetMs: number;
  setOffset(ms: number): void;
  /** Does work to which `Date.now` tells this clock's time. */
  run<Result>(work: () => Result): Result;
}

const computerNow = Date.now;
const current = new AsyncLocalStorage<Clock>();

/** Makes a clock that goes as this computer's until it is set. */
export function createClock(): Clock {
  let offsetMs = 0;
  const clock: Clock = {
    now: () => computerNow() + offsetMs,
    seconds: () => Math.floor(clock.now() / 1000),
    get offsetMs() {
      return offsetMs;
    },
    setOffset(ms) {
      offsetMs = ms;
      // oidc-provider asks Date.now and takes no clock. Replaced only where somebody wants a wrong clock, and only for work
      // that runs under one: tests in the same process keep theirs.
      Date.now = () => (current.getStore() ?? { now: computerNow }).now();
    },
    run: (work) => current.run(clock, work),
  };
  return clock;
}
