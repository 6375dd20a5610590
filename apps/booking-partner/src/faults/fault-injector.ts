import type { Faults } from "./faults.ts";
import { createRandom } from "./random.ts";

/** What goes wrong with one request. */
export interface RequestFault {
  refuse?: "unavailable" | "too-many-requests";
  hang?: "before" | "after";
  loseAnswer: boolean;
  /** Between the decision and its answer. */
  delayMs: number;
}

/** What goes wrong with one delivery of a callback. */
export interface DeliveryFault {
  delayMs: number;
  /** Sent once more, after this many milliseconds. */
  againAfterMs?: number;
}

/** Decides what goes wrong. */
export interface FaultInjector {
  readonly faults: Faults;
  /** Draws start again from the seed. */
  set(faults: Faults): void;
  forRequest(): RequestFault;
  forDelivery(): DeliveryFault;
  /** Resolves when the partner is not down. */
  up(): Promise<void>;
}

/** @param initial What goes wrong from the start. */
export function createFaultInjector(initial: Faults): FaultInjector {
  let faults = initial;
  let random = createRandom(faults.seed);
  let waiting: (() => void)[] = [];

  return {
    get faults() {
      return faults;
    },
    set(next) {
      faults = next;
      random = createRandom(next.seed);
      if (next.down) return;
      const released = waiting;
      waiting = [];
      for (const release of released) release();
    },
    forRequest() {
      // Always the same number of draws: what one request meets does not shift what the next ones meet.
      const [refused, limited, hung, half, lost, delayed] = Array.from({ length: 6 }, random) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const { down, unavailable, tooManyRequests, hang, loseAnswer, delay, delayMs } = faults;
      return {
        refuse:
          down || refused < unavailable
            ? "unavailable"
            : limited < tooManyRequests
              ? "too-many-requests"
              : undefined,
        hang: hung >= hang ? undefined : half < 0.5 ? "before" : "after",
        loseAnswer: lost < loseAnswer,
        delayMs: delayed < delay ? delayMs : 0,
      };
    },
    forDelivery() {
      const [first, twice, second] = Array.from({ length: 3 }, random) as [number, number, number];
      const { callbackDelayMs, duplicateCallback } = faults;
      return {
        delayMs: Math.floor(first * callbackDelayMs),
        againAfterMs: twice < duplicateCallback ? Math.floor(second * callbackDelayMs) : undefined,
      };
    },
    up: () => (faults.down ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}
