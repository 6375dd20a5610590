import { wakeSignals } from "./wake.ts";

/** Waiting times between two attempts to reach the server. */
export interface Backoff {
  /** Waits before the next attempt, shorter when the page wakes up. Concurrent callers share one wait. */
  readonly wait: () => Promise<void>;
  /** The connection held: the next failure starts from the shortest wait again. */
  reset(): void;
  /** Ends a wait that is under way. */
  hurry(): void;
}

/** Shortest and longest wait in milliseconds. */
export interface BackoffLimits {
  firstMs: number;
  maxMs: number;
}

/**
 * Exponential waits with jitter, so that the browsers of a restarted server do not come back in one wave.
 * @param limits First wait: between `firstMs` and 2.5 × `firstMs`; later ones double up to `maxMs`.
 */
export function createBackoff(limits: BackoffLimits): Backoff {
  let failures = 0;
  let waiting: Promise<void> | undefined;
  let hurry = (): void => {};

  return {
    wait() {
      return (waiting ??= new Promise((resolve) => {
        const longest = Math.min(limits.maxMs, limits.firstMs * 2.5 * 2 ** failures);
        const shortest = failures === 0 ? limits.firstMs : longest / 2;
        failures++;
        hurry = () => {
          clearTimeout(timer);
          stopListening();
          waiting = undefined;
          resolve();
        };
        const timer = setTimeout(hurry, shortest + Math.random() * (longest - shortest));
        const stopListening = wakeSignals(hurry);
      }));
    },
    reset() {
      failures = 0;
    },
    hurry: () => hurry(),
  };
}
