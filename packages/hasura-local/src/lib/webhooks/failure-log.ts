import type { QueuedRow } from "./delivery-queue.ts";
import type { WebhookResult } from "./post-webhook.ts";
import type { NextStep } from "./retry.ts";

/** Says when a trigger begins to fail, when it works again and what was given up; not every single attempt. */
export class FailureLog {
  readonly #kind: string;
  readonly #log: (line: string) => void;
  readonly #failing = new Set<string>();
  #isDatabaseAway = false;

  constructor(kind: string, log: (line: string) => void) {
    this.#kind = kind;
    this.#log = log;
  }

  attempted(row: QueuedRow, step: NextStep, result: WebhookResult): void {
    const name = `${this.#kind} ${row.trigger}`;
    const reason = result.kind === "answered" ? `the webhook answered ${result.status}` : result.message;
    if (step.kind === "delivered") {
      if (this.#failing.delete(row.trigger)) this.#log(`${name}: works again`);
    } else if (step.kind === "failed") {
      this.#log(`${name}: gave up the event ${row.id} after ${row.tries + 1} calls: ${reason}`);
    } else if (!this.#failing.has(row.trigger)) {
      this.#failing.add(row.trigger);
      this.#log(`${name}: ${reason}; trying again in ${step.seconds} s`);
    }
  }

  databaseFailed(error: unknown): void {
    if (!this.#isDatabaseAway) {
      this.#log(
        `could not look for ${this.#kind} deliveries: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    this.#isDatabaseAway = true;
  }

  databaseAnswered(): void {
    this.#isDatabaseAway = false;
  }
}
