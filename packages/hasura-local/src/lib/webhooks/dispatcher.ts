import { performance } from "node:perf_hooks";
import type { DeliveryQueue, Outcome, QueuedRow } from "./delivery-queue.ts";
import { FailureLog } from "./failure-log.ts";
import { shareOut } from "./fair-share.ts";
import type { Share } from "./fair-share.ts";
import { LEASE_LOST, Leases } from "./leases.ts";
import { OutcomeWriter } from "./outcome-writer.ts";
import { postWebhook } from "./post-webhook.ts";
import { nextStep } from "./retry.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Webhook } from "./webhook.ts";

/** A call to make. */
export interface Delivery {
  webhook: Webhook;
  policy: RetryPolicy;
  /** JSON text. */
  body: string;
}

export interface DispatcherSettings {
  /** Calls at a time. */
  poolSize: number;
  /** Deliveries leased at a time; 0 turns deliveries off. */
  batchSize: number;
  /** Milliseconds between looks at the queue when nothing wakes the dispatcher; 0 turns deliveries off. */
  fetchInterval: number;
  /** Milliseconds. */
  lease: number;
}

export interface DispatcherOptions<Row extends QueuedRow> {
  queue: DeliveryQueue<Row>;
  settings: DispatcherSettings;
  /** For messages, e.g. `event trigger`. */
  kind: string;
  /** @returns undefined for what is too old to be delivered. */
  toDelivery: (row: Row) => Delivery | undefined;
  log: (line: string) => void;
}

/** Milliseconds to wait for rows that another server is just taking. */
const SHORTEST_SLEEP = 10;
const CLOSING = new Error("the server is closing");

/** Calls webhooks for what waits in a queue, so many at a time. */
export class Dispatcher<Row extends QueuedRow> {
  readonly #options: DispatcherOptions<Row>;
  readonly #writer: OutcomeWriter;
  readonly #failures: FailureLog;
  readonly #leases: Leases;
  readonly #running = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  #triggers: readonly string[] = [];
  #isClosed = false;
  /** More may be waiting than there was room for. */
  #isBacklogged = false;
  #isWoken = false;
  #wakeSleeper: (() => void) | undefined;

  constructor(options: DispatcherOptions<Row>) {
    const { queue, settings, kind, log } = options;
    this.#options = options;
    this.#writer = new OutcomeWriter((outcomes) => queue.record(outcomes), log);
    this.#failures = new FailureLog(kind, log);
    this.#leases = new Leases(settings.lease, (ids) => queue.renew(ids));
    this.#loop = this.#run();
  }

  /** The triggers whose deliveries this server makes from now on. */
  setTriggers(names: readonly string[]): void {
    const { batchSize, fetchInterval } = this.#options.settings;
    this.#triggers = batchSize > 0 && fetchInterval > 0 ? names : [];
    this.wake();
  }

  /** Something may be due. */
  wake(): void {
    this.#isWoken = true;
    this.#wakeSleeper?.();
  }

  /**
   * Ends. What is given back counts as not called, though its receiver may have begun to work.
   *
   * @param patience milliseconds that calls under way may take; the others are given back to the queue.
   */
  async close(patience: number): Promise<void> {
    this.#isClosed = true;
    this.wake();
    await this.#loop;
    const deadline = setTimeout(() => {
      this.#leases.abortAll(CLOSING);
      this.#writer.stop();
    }, patience);
    await Promise.all(this.#running);
    clearTimeout(deadline);
    this.#leases.close();
    const left = this.#leases.ids();
    if (left.length > 0) await this.#options.queue.release(left).catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      this.#isWoken = false;
      let wait: number | undefined;
      try {
        wait = await this.#fill();
        this.#failures.databaseAnswered();
      } catch (error) {
        this.#failures.databaseFailed(error);
        this.#isWoken = false;
        wait = this.#options.settings.fetchInterval;
      }
      if (!this.#isWoken && !this.#isClosed) await this.#sleep(wait);
    }
  }

  /** @returns milliseconds until it is worth looking again; undefined: not before something happens. */
  async #fill(): Promise<number | undefined> {
    const { queue, settings } = this.#options;
    if (this.#triggers.length === 0) return undefined;
    const free = settings.poolSize - this.#leases.size;
    const share = shareOut(this.#triggers, free, settings.batchSize, (name) => this.#leases.countOf(name));
    this.#isBacklogged = share.allowances.length < this.#triggers.length;
    if (share.allowances.length === 0) return settings.fetchInterval;
    const before = performance.now();
    const rows = await queue.lease(share.allowances, share.limit);
    for (const row of rows) this.#start(row, before);
    if (this.#isWoken || this.#isClosed) return 0;
    if (isExhausted(share, rows)) {
      this.#isBacklogged = true;
      return 0;
    }
    const due = await queue.nextDue(share.allowances.map((allowance) => allowance.trigger));
    return Math.min(settings.fetchInterval, Math.max(due ?? Infinity, SHORTEST_SLEEP));
  }

  #start(row: Row, since: number): void {
    const signal = this.#leases.add(row.id, row.trigger, since);
    const running = this.#deliver(row, signal).finally(() => {
      this.#running.delete(running);
      if (this.#isBacklogged) this.wake();
    });
    this.#running.add(running);
  }

  async #deliver(row: Row, signal: AbortSignal): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await this.#attempt(row, signal);
    } catch (error) {
      // What is given up because of closing stays leased until `close` releases it.
      if (error === CLOSING) return;
      this.#leases.delete(row.id);
      if (error !== LEASE_LOST) this.#options.log(`could not deliver ${row.id}: ${String(error)}`);
      return;
    }
    const isWritten = await this.#writer.write(outcome);
    if (!isWritten) return;
    this.#leases.delete(row.id);
    if (outcome.step === "retry") this.wake();
  }

  async #attempt(row: Row, signal: AbortSignal): Promise<Outcome> {
    const delivery = this.#options.toDelivery(row);
    if (!delivery) return { id: row.id, step: "dead", retrySeconds: 0, invocation: undefined };
    const { webhook, policy, body } = delivery;
    const started = performance.now();
    const result = await postWebhook(webhook, body, policy.timeoutSeconds, signal);
    const step = nextStep(result, row.tries, policy);
    this.#failures.attempted(row, step, result);
    return {
      id: row.id,
      step: step.kind,
      retrySeconds: step.kind === "retry" ? step.seconds : 0,
      invocation: {
        webhook: webhook.template,
        headers: webhook.shownHeaders(),
        currentRetry: row.tries,
        result,
        durationMs: Math.round(performance.now() - started),
      },
    };
  }

  #sleep(wait: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakeSleeper = undefined;
        resolve();
      };
      const timer = wait === undefined ? undefined : setTimeout(wake, wait);
      this.#wakeSleeper = wake;
    });
  }
}

/** Whether some trigger, or all together, got as much as they were allowed: there may be more. */
function isExhausted(share: Share, rows: readonly QueuedRow[]): boolean {
  if (rows.length >= share.limit) return true;
  const counts = new Map<string, number>();
  for (const { trigger } of rows) counts.set(trigger, (counts.get(trigger) ?? 0) + 1);
  return share.allowances.some(({ trigger, limit }) => (counts.get(trigger) ?? 0) >= limit);
}
