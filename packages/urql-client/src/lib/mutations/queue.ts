import { makeOperation, type Client, type Exchange, type Operation, type OperationResult } from "@urql/core";
import { makeSubject } from "wonka";
import { mutationFacts } from "../documents/mutation-facts.ts";
import { GqlError, toCombinedError, toGqlError } from "../error.ts";
import type { Fence } from "../live/fence.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { Observable } from "../observable.ts";
import { notApplied } from "./answer.ts";
import type { MutationEntry } from "./entry.ts";
import { createGate, createLane, type ExchangeOptions } from "./exchanges.ts";
import { createLayers, underKey, WITHDRAWN, type Layers } from "./layers.ts";
import type { Outbox, OutboxLane } from "./outbox.ts";
import type { MutationContext } from "./mutation-options.ts";
import { createPendingList } from "./pending-list.ts";
import type { PendingMutation } from "./pending.ts";

/** Options of {@link createMutationQueue}. */
export interface MutationQueueOptions {
  index: ModelIndex;
  fence: Fence;
  /** Milliseconds until a mutation counts as failed with an unknown outcome. */
  timeoutMs: number;
  /** Called before anything is written below predictions, or predicted anew: what the cache has not taken in yet goes first. */
  readonly beforeWrite: () => void;
}

/**
 * What happens between issuing a mutation and its answer: two exchanges around the cache.
 *
 * The *gate* above the cache gives every mutation a layer of its own in the cache, under a key nobody else has. The *lane* below
 * sends one mutation at a time, so that they commit in the order they were issued; those that name lanes of their own go side by side.
 */
export interface MutationQueue {
  gate: Exchange;
  lane: Exchange;
  pending: Observable<readonly PendingMutation[]>;
  /** Writes something certain to the cache underneath what is only predicted. */
  readonly writeBelow: (write: () => void) => void;
  /** Settles mutations whose prediction was kept, and writes something certain on top of their answers, all before anything is read. */
  readonly settleKept: Layers["settleKept"];
  /** @returns What the mutation that is being painted will answer, as whoever issued it says; undefined if that is to be predicted. */
  readonly given: () => unknown;
  /** Whether nothing is predicted. */
  readonly isQuiet: () => boolean;
  /** Lets an outbox keep what cannot be sent. */
  connect(makeOutbox: (lane: OutboxLane) => Outbox): void;
  /**
   * Drops everything unsettled in this page.
   * @param how What becomes of what is kept: it stays (`dispose`), or goes too (`discard`), for a change of user.
   */
  clear(how: "dispose" | "discard"): Promise<void> | undefined;
}

/** Creates the mutation queue of one browser client. */
export function createMutationQueue(options: MutationQueueOptions): MutationQueue {
  const toServer = makeSubject<Operation>();
  const toCaller = makeSubject<OperationResult>(); // past the cache
  const entries: MutationEntry[] = [];
  // Out of the range of urql's own 32-bit keys.
  let lastKey = 2 ** 40;
  const { journal } = options.fence;
  const layers = createLayers(entries, () => ++lastKey, options.beforeWrite, journal?.painted);
  const list = createPendingList(entries);
  let outbox: Outbox | undefined;
  let client: Client | undefined;
  let lastId = 0;

  function enter(operation: Operation): MutationEntry {
    const { query, variables } = operation;
    const facts = mutationFacts(query as never, (variables ?? {}) as never, options.index);
    return {
      id: ++lastId,
      original: operation,
      facts,
      state: "queued",
      settle: options.fence.begin(facts),
    };
  }

  function admit(operation: Operation, urql: Client): Operation {
    client = urql;
    const entry = enter(operation);
    entries.push(entry);
    outbox?.issued(entry);
    list.report();
    return layers.paint(entry);
  }

  function pump(): void {
    const busy = new Set<string | undefined>();
    for (const entry of entries) {
      const { lane } = entry.original.context as MutationContext;
      if (!busy.has(lane)) send(entry);
      busy.add(lane);
    }
  }

  function send(entry: MutationEntry): void {
    if (!entry.layer || entry.state === "sending") return;
    const outgoing = outbox ? outbox.prepare(entry) : entry.layer;
    if (!outgoing) return;
    entry.state = "sending";
    list.report();
    const wire = underKey(journal?.send(entry.facts, outgoing) ?? outgoing, ++lastKey);
    entry.timer = setTimeout(() => {
      toServer.next(makeOperation("teardown", wire));
      const message = "No answer in time; it may be done.";
      const error = toCombinedError(new GqlError({ kind: "timeout", message }));
      receive(entry, { operation: wire, error, stale: false, hasNext: false });
    }, options.timeoutMs);
    toServer.next(wire);
  }

  function receive(entry: MutationEntry, result: OperationResult): void {
    clearTimeout(entry.timer);
    if (!entries.includes(entry)) return;
    const settled = outbox ? outbox.receive(entry, result) : result;
    if (settled) finish(entry, settled);
  }

  function finish(entry: MutationEntry, result: OperationResult): void {
    clearTimeout(entry.timer);
    const position = entries.indexOf(entry);
    if (position < 0) return;
    const error = notApplied(entry.facts, result) ?? (result.error && toGqlError(result.error));
    entries.splice(position, 1);
    outbox?.settled(entry, error);
    if (error) list.fail(entry, error, client!);
    list.report();
    const answer = {
      ...result,
      data: error ? undefined : (result.data as unknown),
      error: error && toCombinedError(error),
    };
    // One whose answer was lost may have been done: what it predicted, and what was painted on top of it, stays until newer answers tell.
    const isUnknown = error?.kind === "network" || error?.kind === "timeout";
    if (isUnknown || (!error && (layers.isKeeping() || journal?.keeps(entry.facts)))) {
      layers.keep(entry, isUnknown ? { ...answer, error: WITHDRAWN } : answer);
      toCaller.next({ ...answer, operation: entry.original });
      entry.settle(isUnknown ? "unknown" : "acked", true, answer.data);
    } else {
      layers.settle(entry, answer);
      entry.settle(error ? "refused" : "acked");
    }
    pump();
  }

  const exchanges: ExchangeOptions = {
    layers,
    admit,
    painted: pump,
    toServer: toServer.source,
    answered: (entry, result) => receive(entry, journal?.received(result) ?? result),
    toCaller: toCaller.source,
  };

  return {
    gate: createGate(exchanges),
    lane: createLane(exchanges),
    pending: list.mutations,
    writeBelow: layers.writeBelow,
    settleKept: layers.settleKept,
    given: layers.given,
    isQuiet: () => entries.length === 0 && !layers.isKeeping(),
    connect(makeOutbox) {
      outbox = makeOutbox({ entries, layers, list, enter, pump, finish });
    },
    clear(how) {
      const cleared = outbox?.[how]();
      for (const entry of entries.splice(0)) {
        clearTimeout(entry.timer);
        entry.settle("unknown");
      }
      layers.clear();
      list.clear();
      return cleared;
    },
  };
}
