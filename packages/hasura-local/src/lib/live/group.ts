import type { Change } from "./change.ts";
import { CohortIndex } from "./cohort-index.ts";
import { Cohort } from "./cohort.ts";
import type { LiveSink, Outcome, Subscriber } from "./cohort.ts";
import type { StatementRunner } from "./run-statement.ts";
import type { LiveOperation } from "../engine.ts";

type Variables = LiveOperation["variables"];
/** What distinguishes the subscribers of one statement. */
type Share = Pick<LiveOperation, "variables" | "dependencies">;

/**
 * All subscriptions that share one SQL statement. At most one run is under way; whatever gets dirty meanwhile is run
 * afterwards.
 */
export class Group {
  readonly operation: LiveOperation;
  readonly #cohorts = new Map<string, Cohort>();
  readonly #index = new CohortIndex();
  readonly #failed = new Set<Cohort>();
  readonly #run: StatementRunner;
  readonly #statement: { text: string };
  readonly #batchSize: number;
  readonly #onEmpty: () => void;
  #runs = 0;
  #running = false;

  constructor(
    operation: LiveOperation,
    options: { run: StatementRunner; batchSize: number; onEmpty: () => void },
  ) {
    this.operation = operation;
    this.#run = options.run;
    this.#statement = { text: operation.sql };
    this.#batchSize = options.batchSize;
    this.#onEmpty = options.onEmpty;
  }

  /** Adds a subscriber; it is answered by a statement that is sent after this call. @returns how it leaves. */
  join(share: Share, sink: LiveSink): () => void {
    const cohort = this.#cohortOf(share);
    const subscriber: Subscriber = { sink, cohort, since: this.#runs, seen: undefined };
    cohort.subscribers.add(subscriber);
    cohort.dirty = true;
    this.#start();
    return () => {
      this.#part(subscriber);
      if (this.#cohorts.size === 0) this.#onEmpty();
    };
  }

  /** Somebody with these variables is subscribed, so they are known to be good. */
  has(variables: Variables): boolean {
    return this.#cohorts.has(JSON.stringify(variables));
  }

  /** Anything may have changed. */
  wake(): void {
    this.#wake(this.#cohorts.values());
  }

  /** Results from before a moment of `performance.now()` may be out of date. */
  wakeFromBefore(moment: number): void {
    this.#wake([...this.#cohorts.values()].filter((cohort) => cohort.isFromBefore(moment)));
  }

  /** Rows with these values have changed. @param table key of one of its tables. */
  wakeFor(table: string, values: Change["values"]): void {
    this.#wake(this.#index.concernedBy(table, values));
    // An error may be about rows that are none of the cohort's.
    this.#wake(this.#failed);
  }

  #wake(cohorts: Iterable<Cohort>): void {
    for (const cohort of cohorts) cohort.dirty = true;
    this.#start();
  }

  #cohortOf(share: Share): Cohort {
    const key = JSON.stringify(share.variables);
    const known = this.#cohorts.get(key);
    if (known) return known;
    const cohort = new Cohort(share);
    this.#cohorts.set(key, cohort);
    this.#index.add(cohort);
    return cohort;
  }

  #drop(cohort: Cohort): void {
    const key = JSON.stringify(cohort.variables);
    if (this.#cohorts.get(key) !== cohort) return;
    this.#cohorts.delete(key);
    this.#index.delete(cohort);
    this.#failed.delete(cohort);
  }

  #part(subscriber: Subscriber): void {
    const { cohort } = subscriber;
    cohort.subscribers.delete(subscriber);
    if (cohort.subscribers.size === 0) this.#drop(cohort);
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    // One tick later: notifications and subscriptions that arrive together share a run.
    setImmediate(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    for (let batch = this.#takeBatch(); batch.length > 0; batch = this.#takeBatch()) {
      let run = 0;
      const begin = (): void => {
        this.#runs += 1;
        run = this.#runs;
        for (const cohort of batch) cohort.begin();
      };
      const outcomes = await this.#run(this.#statement, batch, begin);
      for (const [cohort, outcome] of outcomes) this.#deliver(cohort, outcome, run);
    }
    this.#running = false;
  }

  #deliver(cohort: Cohort, outcome: Outcome | "retry", run: number): void {
    if (outcome !== "retry" && "error" in outcome && cohort.subscribers.size > 0) this.#failed.add(cohort);
    else this.#failed.delete(cohort);
    if (outcome === "retry") cohort.dirty = true;
    else if (cohort.variables.cursor === undefined || "error" in outcome) cohort.deliver(outcome, run);
    else if (outcome.cursor != null) {
      cohort.deliver(outcome, run);
      this.#advance(cohort, JSON.parse(outcome.cursor) as Variables["cursor"], run);
    }
  }

  /** Those who received a batch of a stream go on after it, together with whoever stands there already. */
  #advance(cohort: Cohort, cursor: Variables["cursor"], run: number): void {
    const { variables, dependencies } = cohort;
    const next = this.#cohortOf({ variables: { ...variables, cursor }, dependencies });
    next.dirty = true;
    for (const subscriber of cohort.subscribers) {
      if (subscriber.since >= run) continue;
      this.#part(subscriber);
      subscriber.cohort = next;
      subscriber.seen = undefined;
      next.subscribers.add(subscriber);
    }
    if (next.subscribers.size === 0) this.#drop(next);
  }

  #takeBatch(): Cohort[] {
    const batch: Cohort[] = [];
    for (const cohort of this.#cohorts.values()) {
      if (!cohort.dirty) continue;
      batch.push(cohort);
      if (batch.length === this.#batchSize) break;
    }
    return batch;
  }
}
