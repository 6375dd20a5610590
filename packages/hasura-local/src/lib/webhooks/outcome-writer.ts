import { setTimeout as delay } from "node:timers/promises";
import type { Outcome } from "./delivery-queue.ts";

const FIRST_RETRY = 50;
const LONGEST_RETRY = 1000;

/**
 * Writes outcomes one batch at a time: what ends while a batch is being written goes with the next one. While the
 * database is away outcomes wait here; if the process dies meanwhile, those deliveries are made again.
 */
export class OutcomeWriter {
  readonly #record: (outcomes: readonly Outcome[]) => Promise<void>;
  readonly #log: (line: string) => void;
  readonly #stop = new AbortController();
  #waiting: { outcome: Outcome; settle: (isWritten: boolean) => void }[] = [];
  #isWriting = false;

  constructor(record: (outcomes: readonly Outcome[]) => Promise<void>, log: (line: string) => void) {
    this.#record = record;
    this.#log = log;
  }

  /** @returns whether the outcome was written; false only after `stop`. */
  write(outcome: Outcome): Promise<boolean> {
    return new Promise((settle) => {
      this.#waiting.push({ outcome, settle });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  /** Gives up what could not be written so far. */
  stop(): void {
    this.#stop.abort();
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    let wait = FIRST_RETRY;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#record(batch.map((entry) => entry.outcome));
        for (const entry of batch) entry.settle(true);
        wait = FIRST_RETRY;
      } catch (error) {
        if (wait === FIRST_RETRY) this.#log(`could not record deliveries, trying again: ${String(error)}`);
        this.#waiting = [...batch, ...this.#waiting];
        await delay(wait, undefined, { signal: this.#stop.signal }).catch(() => {});
        wait = Math.min(wait * 2, LONGEST_RETRY);
        if (this.#stop.signal.aborted) break;
      }
    }
    for (const entry of this.#waiting.splice(0)) entry.settle(false);
    this.#isWriting = false;
  }
}
