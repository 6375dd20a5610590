import { createHash, randomUUID } from "node:crypto";
import type { LiveOperation } from "../engine.ts";
import type { GraphQLRequestError } from "../errors.ts";

/** Where a subscription's results go. */
export interface LiveSink {
  /** @param result JSON text of `data`. */
  next(result: string): void;
  /** The result cannot be computed now; the subscription goes on. */
  error(error: GraphQLRequestError): void;
  /** The subscription cannot begin; nothing follows. */
  refuse(error: GraphQLRequestError): void;
}

export interface Subscriber {
  sink: LiveSink;
  /** The cohort it belongs to now. */
  cohort: Cohort;
  /** The number of runs that had begun when it joined: only later ones may answer it. */
  since: number;
  /** What it was sent last. */
  seen: string | undefined;
}

/** What a statement returned for a cohort; `cursor` is JSON text, of streams only, null for an empty batch. */
export type Outcome = { result: string; cursor?: string | null } | { error: GraphQLRequestError };

/** Subscribers whose variables are equal, so that their results are, too. */
export class Cohort {
  readonly id = randomUUID();
  readonly variables: LiveOperation["variables"];
  readonly dependencies: LiveOperation["dependencies"];
  readonly subscribers = new Set<Subscriber>();
  /** Its result may be out of date, or somebody waits for a first one. */
  dirty = true;
  #begunAt = 0;

  constructor({ variables, dependencies }: Pick<LiveOperation, "variables" | "dependencies">) {
    this.variables = variables;
    this.dependencies = dependencies;
  }

  /** A statement for it is being sent: whatever comes from now on is not in its result. */
  begin(): void {
    this.dirty = false;
    this.#begunAt = performance.now();
  }

  /** Its last run began before a moment of `performance.now()`. */
  isFromBefore(moment: number): boolean {
    return this.#begunAt < moment;
  }

  /**
   * Hands an outcome to those who joined before the run began and have not seen the same already.
   *
   * @param run number of the run that it comes from.
   */
  deliver(outcome: Outcome, run: number): void {
    const digest = digestOf(outcome);
    for (const subscriber of this.subscribers) {
      if (subscriber.since >= run || subscriber.seen === digest) continue;
      subscriber.seen = digest;
      if ("result" in outcome) subscriber.sink.next(outcome.result);
      else subscriber.sink.error(outcome.error);
    }
  }
}

function digestOf(outcome: Outcome): string {
  const text =
    "result" in outcome ? outcome.result : `error ${JSON.stringify(outcome.error.toGraphQL(true))}`;
  return createHash("sha1").update(text).digest("base64");
}
