import type { ExecutionResult } from "graphql";
import type { ApiRequest } from "../api.ts";
import type { Database } from "./database.ts";
import { createRoots } from "./roots.ts";
import { prepareOperation } from "./selection.ts";

/** How an API finds out that a live query has to be read again, and how long things take; times in milliseconds. */
export interface HasuraBehaviour {
  /** Told by the database, or by looking again and again. */
  mode: "notify" | "poll";
  /** Time between two looks. */
  intervalMs: number;
  /** From a commit to a notification. */
  notifyMs(): number;
  /** From the start of a statement, which decides what it sees, to its end. */
  statementMs(): number;
  /** From a mutation's arrival to its commit. */
  commitMs(): number;
  /** For proving that the judges see it: something this API does wrong. */
  defect?: "answers a new subscriber from a cache" | "forgets to look again";
}

/** An API that answers requests and live queries. */
export interface SimulatedHasura {
  /** @param watch Told when it was committed; may have it refused. */
  execute(request: ApiRequest, watch?: MutationWatch): Promise<ExecutionResult>;
  /** @returns Stops it. */
  live(request: ApiRequest, push: (result: ExecutionResult) => void): () => void;
  /** What a request would be answered now. */
  read(request: ApiRequest): Record<string, unknown>;
}

/** Follows a mutation through the API. */
export interface MutationWatch {
  isRefused: boolean;
  /** It changed something, now. */
  committed(): void;
}

interface Subscriber {
  push: (result: ExecutionResult) => void;
  last: string | undefined;
}

/** Live queries with the same text and variables share their statements, as they do in Hasura. */
interface Cohort {
  request: ApiRequest;
  subscribers: Set<Subscriber>;
  /** Ends in a look at the database. */
  timer: ReturnType<typeof setTimeout> | undefined;
  isRunning: boolean;
  /** What the last statement saw. */
  seenChanges: number;
  cached: string | undefined;
  isNotified: boolean;
}

const REFUSAL = {
  errors: [{ message: "refused", extensions: { code: "constraint-violation", path: "$" } } as never],
};

/**
 * An API with the semantics that hold for Hasura v2 and for hasura-local: a statement sees what was committed before it started; a
 * mutation commits at some moment between request and answer; a subscriber is answered first from a statement that starts after
 * it came, and later whenever the answer is another one; the statements of one live query follow each other, those of different ones
 * don't wait for each other.
 */
export function createSimulatedHasura(database: Database, behaviour: HasuraBehaviour): SimulatedHasura {
  const roots = createRoots(database);
  const cohorts = new Map<string, Cohort>();
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const read = ({ query, variables }: ApiRequest): Record<string, unknown> =>
    prepareOperation(query).run(roots, variables ?? {});

  database.onCommit = () => {
    if (behaviour.defect === "forgets to look again") return;
    for (const cohort of cohorts.values()) {
      if (behaviour.mode === "poll") look(cohort);
      else {
        setTimeout(() => {
          cohort.isNotified = true;
          look(cohort);
        }, behaviour.notifyMs());
      }
    }
  };

  function look(cohort: Cohort): void {
    if (cohort.isRunning || cohort.timer !== undefined || cohort.subscribers.size === 0) return;
    const isAwaited = [...cohort.subscribers].some(({ last }) => last === undefined);
    const isDue = behaviour.mode === "poll" ? database.changes > cohort.seenChanges : cohort.isNotified;
    if (!isAwaited && (!isDue || behaviour.defect === "forgets to look again")) return;
    if (behaviour.mode === "notify") return run(cohort);
    // Where nothing was committed a look would see nothing new, so that it can be left out.
    cohort.timer = setTimeout(
      () => {
        cohort.timer = undefined;
        run(cohort);
      },
      behaviour.intervalMs - (Date.now() % behaviour.intervalMs),
    );
  }

  function run(cohort: Cohort): void {
    cohort.isRunning = true;
    cohort.isNotified = false;
    cohort.seenChanges = database.changes;
    const text = JSON.stringify({ data: read(cohort.request) });
    const participants = [...cohort.subscribers];
    setTimeout(() => {
      cohort.isRunning = false;
      cohort.cached = text;
      for (const subscriber of participants) {
        if (!cohort.subscribers.has(subscriber) || subscriber.last === text) continue;
        subscriber.last = text;
        subscriber.push(JSON.parse(text) as ExecutionResult);
      }
      look(cohort);
    }, behaviour.statementMs());
  }

  return {
    read,
    async execute(request, watch) {
      if (prepareOperation(request.query).kind === "mutation") {
        await sleep(behaviour.commitMs());
        const before = database.rank;
        const result = watch?.isRefused ? REFUSAL : { data: read(request) };
        if (database.rank > before) watch?.committed();
        await sleep(behaviour.commitMs());
        return result;
      }
      const data = read(request);
      await sleep(behaviour.statementMs());
      return { data };
    },
    live(request, push) {
      const name = request.query + JSON.stringify(request.variables ?? {});
      let cohort = cohorts.get(name);
      if (!cohort) {
        cohort = {
          request,
          subscribers: new Set(),
          timer: undefined,
          isRunning: false,
          seenChanges: -1,
          cached: undefined,
          isNotified: false,
        };
        cohorts.set(name, cohort);
      }
      const subscriber: Subscriber = { push, last: undefined };
      cohort.subscribers.add(subscriber);
      const { cached } = cohort;
      if (behaviour.defect === "answers a new subscriber from a cache" && cached !== undefined) {
        subscriber.last = cached;
        push(JSON.parse(cached) as ExecutionResult);
      }
      look(cohort);
      return () => void cohort.subscribers.delete(subscriber);
    },
  };
}
