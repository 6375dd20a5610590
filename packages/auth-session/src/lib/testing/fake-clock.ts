import type { Clock } from "../clock.ts";

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  #now: number;

  /** @param startMs Ms since the epoch; default is now, so that tokens made elsewhere fit. */
  constructor(startMs: number = Date.now()) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** @param seconds How far to move; may be negative. */
  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
