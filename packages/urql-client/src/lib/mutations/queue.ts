import {
  getOperationName,
  makeOperation,
  type Client,
  type CombinedError,
  type Exchange,
  type Operation,
  type OperationResult,
} from "@urql/core";
import { filter, makeSubject, map, merge, pipe, tap, type Source } from "wonka";
import { mutationFacts } from "../documents/mutation-facts.ts";
import { GqlError, toCombinedError, toGqlError } from "../error.ts";
import type { Fence } from "../live/fence.ts";
import type { ModelIndex } from "../model/lookup.ts";
import { createSubject, type Observable } from "../observable.ts";
import { notApplied } from "./answer.ts";
import type { EntryContext, MutationEntry } from "./entry.ts";
import type { MutationResult, PendingMutation } from "./pending.ts";

/** Options of {@link createMutationQueue}. */
export interface MutationQueueOptions {
  index: ModelIndex;
  fence: Fence;
  /** Milliseconds until a mutation counts as failed with an unknown outcome. */
  timeoutMs: number;
}

/**
 * What happens between issuing a mutation and its answer: two exchanges around the cache.
 *
 * The *gate* above the cache gives every mutation a layer of its own in the cache, under a key nobody else has. The *lane* below
 * sends one mutation at a time, so that they commit in the order they were issued. The cache by itself would hold back every answer
 * until all optimistic mutations have answered; the queue therefore settles one at a time by taking all layers off, writing what is
 * certain, and painting the layers that are left again, all before anything is read.
 */
export interface MutationQueue {
  gate: Exchange;
  lane: Exchange;
  pending: Observable<readonly PendingMutation[]>;
  /** Writes something certain to the cache underneath what is only predicted. */
  readonly writeBelow: (write: () => void) => void;
  /** Drops everything unsettled, for a change of user. */
  clear(): void;
}

const WITHDRAWN: CombinedError = toCombinedError(
  new GqlError({ kind: "usage", message: "A predicted layer was taken off to be painted again." }),
);

/** Creates the mutation queue of one browser client. */
export function createMutationQueue(options: MutationQueueOptions): MutationQueue {
  const pending = createSubject<readonly PendingMutation[]>([]);
  const toCache = makeSubject<Operation>(); // into the cache from above
  const toServer = makeSubject<Operation>();
  const answers = makeSubject<OperationResult>(); // into the cache from below
  const toCaller = makeSubject<OperationResult>(); // past the cache
  const entries: MutationEntry[] = [];
  // One whose answer was lost may have been done: what it predicted, and what was painted on top of it, stays until newer answers
  // tell. With what is written to the cache then.
  const unsure = new Map<MutationEntry, OperationResult>();
  let failed: PendingMutation[] = [];
  let client: Client | undefined;
  let lastId = 0;
  // Out of the range of urql's own 32-bit keys.
  let lastKey = 2 ** 40;
  let finishedLayers: Operation[] = [];
  let covered: Map<number, Operation> | undefined;

  function report(): void {
    pending.set([...entries.map(describe), ...failed]);
  }

  function describe(entry: MutationEntry): PendingMutation {
    return {
      id: entry.id,
      name: getOperationName(entry.original.query as never),
      variables: (entry.original.variables ?? {}) as Record<string, unknown>,
      state: entry.state,
      retry: () =>
        Promise.reject(new GqlError({ kind: "usage", message: "Only a failed mutation can be retried." })),
      dismiss: () => {},
    };
  }

  function admit(operation: Operation): Operation {
    const facts = mutationFacts(
      operation.query as never,
      (operation.variables ?? {}) as never,
      options.index,
    );
    const entry: MutationEntry = {
      id: ++lastId,
      original: operation,
      facts,
      layer: undefined,
      state: "queued",
      timer: undefined,
      settle: options.fence.begin(facts),
    };
    entries.push(entry);
    report();
    return layerOf(entry);
  }

  function layerOf(entry: MutationEntry): Operation {
    const context: EntryContext = { mutationId: entry.id, original: entry.original };
    const request = { ...entry.original, key: ++lastKey };
    return makeOperation("mutation", request, {
      ...entry.original.context,
      ...context,
      requestPolicy: "cache-first",
    });
  }

  function pump(): void {
    const entry = entries[0];
    if (!entry?.layer || entry.state === "sending") return;
    entry.state = "sending";
    report();
    const wire = makeOperation("mutation", { ...entry.layer, key: ++lastKey }, entry.layer.context);
    entry.timer = setTimeout(() => {
      toServer.next(makeOperation("teardown", wire));
      const timeout = new GqlError({
        kind: "timeout",
        message: "The API did not answer in time; the change may have been made.",
      });
      finish(entry, { operation: wire, error: toCombinedError(timeout), stale: false, hasNext: false });
    }, options.timeoutMs);
    toServer.next(wire);
  }

  function finish(entry: MutationEntry, result: OperationResult): void {
    clearTimeout(entry.timer);
    const position = entries.indexOf(entry);
    if (position < 0 || !entry.layer) return;
    const refused = notApplied(entry.facts, result);
    const error = refused ?? (result.error && toGqlError(result.error));
    entries.splice(position, 1);
    if (error) fail(entry, error);
    report();
    const answer = {
      ...result,
      operation: entry.layer,
      data: error ? undefined : (result.data as unknown),
      error: error && toCombinedError(error),
    };
    const isUnknown = error?.kind === "network" || error?.kind === "timeout";
    if (isUnknown || (!error && unsure.size > 0)) {
      unsure.set(entry, isUnknown ? { ...answer, error: WITHDRAWN } : answer);
      toCaller.next({ ...answer, operation: entry.original });
      entry.settle(isUnknown ? "unknown" : "acked", () => clearUp(entry));
    } else {
      finishedLayers.push(entry.layer);
      settleLayers(answer);
      entry.settle(error ? "refused" : "acked");
    }
    pump();
  }

  function clearUp(entry: MutationEntry): void {
    const answer = unsure.get(entry);
    if (!answer) return;
    unsure.delete(entry);
    finishedLayers.push(entry.layer!);
    // Its original was answered long ago.
    settleLayers({ ...answer, operation: entry.layer! });
  }

  function fail(entry: MutationEntry, error: GqlError): void {
    const forget = (): void => {
      failed = failed.filter((each) => each !== item);
      report();
    };
    const item: PendingMutation = {
      ...describe(entry),
      state: "failed",
      error,
      dismiss: forget,
      async retry(): Promise<MutationResult<unknown>> {
        forget();
        const { query, variables } = entry.original;
        const answer = await client!.mutation(query, variables).toPromise();
        return answer.error
          ? { ok: false, error: toGqlError(answer.error) }
          : { ok: true, data: answer.data as unknown };
      },
    };
    failed = [...failed, item];
  }

  // The cache settles optimistic layers only all together, so they are: those still open come back as new layers on top.
  function settleLayers(answer: OperationResult | undefined, write?: () => void): void {
    const open = [...unsure.keys(), ...entries].filter((entry) => entry.layer?.context.optimistic);
    const outermost = open.length > 0 && covered === undefined;
    if (outermost) covered = new Map();
    if (answer) answers.next(answer);
    for (const entry of open) {
      finishedLayers.push(entry.layer!);
      answers.next({ operation: entry.layer!, error: WITHDRAWN, stale: false, hasNext: false });
    }
    write?.();
    for (const entry of open) toCache.next(layerOf(entry));
    if (outermost) {
      const reread = covered!;
      covered = undefined;
      for (const operation of reread.values()) {
        toCache.next(
          makeOperation("query", operation, { ...operation.context, requestPolicy: "cache-first" }),
        );
      }
    }
    if (entries.length + unsure.size === 0) forgetLayers();
  }

  function forgetLayers(): void {
    const layers = finishedLayers;
    finishedLayers = [];
    for (const layer of layers) toCache.next(makeOperation("teardown", layer));
  }

  const isOurs = (operation: Operation): boolean =>
    (operation.context as EntryContext).mutationId !== undefined;

  const gate: Exchange = (input) => {
    client = input.client;
    return (operations$) => {
      const issued$ = pipe(
        operations$,
        map((operation) => (operation.kind === "mutation" ? admit(operation) : operation)),
      );
      const answered$ = pipe(
        input.forward(merge([issued$, toCache.source])),
        filter((result) => {
          if (result.error === WITHDRAWN) return false;
          // Read while layers were off: read again when they are back.
          if (!covered || result.operation.kind !== "query" || result.error) return true;
          covered.set(result.operation.key, result.operation);
          return false;
        }),
        map((result) => {
          const { original } = result.operation.context as EntryContext;
          return original ? { ...result, operation: original } : result;
        }),
      ) as Source<OperationResult>;
      return merge([answered$, toCaller.source]);
    };
  };

  const lane: Exchange = (input) => (operations$) => {
    const passing$ = pipe(
      operations$,
      tap((operation) => {
        if (operation.kind !== "mutation") return;
        const { mutationId } = operation.context as EntryContext;
        const entry = [...unsure.keys(), ...entries].find((each) => each.id === mutationId);
        if (!entry) return;
        entry.layer = operation;
        pump();
      }),
      filter(
        (operation) => operation.kind !== "mutation" && !(operation.kind === "teardown" && isOurs(operation)),
      ),
    );
    const results$ = pipe(
      input.forward(merge([passing$, toServer.source])),
      filter((result) => {
        if (!isOurs(result.operation)) return true;
        const entry = entries.find(
          (each) => each.id === (result.operation.context as EntryContext).mutationId,
        );
        if (entry) finish(entry, result);
        return false;
      }),
    );
    return merge([results$, answers.source]);
  };

  return {
    gate,
    lane,
    pending,
    writeBelow: (write) => settleLayers(undefined, write),
    clear() {
      for (const entry of entries.splice(0)) {
        clearTimeout(entry.timer);
        entry.settle("unknown");
      }
      unsure.clear();
      failed = [];
      report();
    },
  };
}
