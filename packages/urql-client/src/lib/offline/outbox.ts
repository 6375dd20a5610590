import { getOperationName, stringifyDocument, type OperationResult } from "@urql/core";
import type { DocumentNode } from "graphql";
import { toCombinedError, toGqlError, type GqlError } from "../error.ts";
import type { ConnectionState } from "../live/connection-state.ts";
import type { Sender } from "../live/request-exchange.ts";
import { isOffline } from "../live/wake.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { MutationEntry } from "../mutations/entry.ts";
import type { Outbox, OutboxLane } from "../mutations/outbox.ts";
import { plain } from "../mutations/outbox-slot.ts";
import type { Observable } from "../observable.ts";
import type { ChangeStore, StoredChange } from "./change-store.ts";
import { isUnreachable, unreachable } from "./failures.ts";
import { createKeptChanges, type Kept } from "./kept-changes.ts";
import { createLedger } from "./ledger.ts";
import { readLeftBehind } from "./left-behind.ts";
import type { OfflineOptions } from "./options.ts";
import { createPause } from "./pause.ts";
import { readOutcome } from "./read-outcome.ts";
import { repeatability } from "./repeatable.ts";

/** Where an outbox works. */
export interface OutboxContext {
  lane: OutboxLane;
  /** Sends a request past the cache. */
  send: Sender;
  index: ModelIndex;
  user: string;
  /** Address of the API. */
  url: string;
  connection: Observable<ConnectionState>;
  /** Resolves when what the server rendered has been taken over, and more may be painted. */
  whenPainted: Promise<void>;
}

/** What an outbox keeps its changes in. */
export interface OutboxStorage {
  store: ChangeStore;
  /** This page's name among the pages of the user. */
  page: string;
  /** Takes over what pages that are gone have left behind. @returns All changes of this page, in order. */
  readonly adopt: () => Promise<StoredChange[]>;
  /** Nothing can be kept any more. */
  readonly fail: (cause: unknown) => void;
  /** Gives up this page's name. */
  readonly close: () => void;
}

/** How often the API may say that nobody is signed in before that is believed. */
const AUTH_ATTEMPTS = 3;

/** How long a page that has the connection back leaves alone what others left behind, in milliseconds. */
const TAKE_OVER_MS = 5_000;

/** Keeps the mutations of one page, from `start` on. */
export function createOutbox(
  context: OutboxContext,
  options: OfflineOptions,
  { store, page, adopt, fail, close }: OutboxStorage,
): Outbox & { start(): Promise<void> } {
  const { lane, send, index, connection } = context;
  const ephemeral = new Set(options.ephemeral);
  const ledger = options.ledger && createLedger(options.ledger, context.user);
  const pause = createPause(() => lane.pump());
  const kept = createKeptChanges(store, (cause) => {
    if (isOver) return;
    giveUp(cause);
    lane.pump();
  });
  const passing = new Set<MutationEntry>();
  // Whatever this page has had: its record may be about to be removed.
  const seen = new Set<string>();
  let isOver = false;
  let isTold = false;
  let refusals = 0;

  function giveUp(cause: unknown): void {
    if (!isTold) fail(cause);
    isTold = true;
  }

  function wait(): void {
    pause.start();
    for (const entry of passing) drop(entry);
  }

  /** It means nothing later: it fails now. */
  function drop(entry: MutationEntry): void {
    passing.delete(entry);
    const error = toCombinedError(unreachable());
    queueMicrotask(() =>
      lane.finish(entry, { operation: entry.layer!, error, stale: false, hasNext: false } as OperationResult),
    );
  }

  // The outcome of what cannot be repeated has to be known as well as possible: it is sent only when somebody is there, and that it was is
  // written down before.
  async function markSent(each: Kept): Promise<void> {
    each.mark = "being made";
    try {
      if (!pause.isReached())
        await send({ query: "query Reachable { __typename }" }, true, new AbortController().signal);
      pause.reached();
    } catch {
      each.mark = "none";
      return wait();
    }
    await kept.markSent(each);
    each.mark = "made";
    if (!isOver) lane.pump();
  }

  // The API refuses it because it is done already, or something is in its place: the rows tell.
  async function confirm(each: Kept, result: OperationResult, refusal?: GqlError): Promise<void> {
    const { entry, change, how } = each;
    let error = refusal;
    let data: unknown;
    try {
      const query = entry.layer!.query as DocumentNode;
      const { variables } = change;
      const outcome = await readOutcome({ query, variables, facts: entry.facts }, index, send);
      if (how !== "key" || outcome.isDone) {
        error = undefined;
        data = outcome.data;
      }
    } catch (cause) {
      error = toGqlError(cause);
    }
    if (isOver) return;
    if (error && isUnreachable(error)) {
      lane.hold(entry);
      wait();
    } else lane.finish(entry, { ...result, data, error: error && toCombinedError(error) });
  }

  async function takeOver(): Promise<void> {
    const found = (await adopt()).filter(({ id }) => !seen.has(id));
    if (isOver || found.length === 0) return;
    for (const { id } of found) seen.add(id);
    await context.whenPainted;
    if (isOver) return;
    const left = found.map((change) => readLeftBehind(change, index, ledger !== undefined));
    for (const [position, entry] of lane.restore(left.map(({ mutation }) => mutation)).entries()) {
      const { how, change, mutation } = left[position]!;
      kept.restore(entry, how, change, mutation.error);
    }
    lane.pump();
  }

  let wasLive = false;
  let takingOver: ReturnType<typeof setTimeout> | undefined;
  const stopWatching = connection.subscribe(() => {
    const isLive = connection.get() === "live";
    if (isLive && !wasLive) {
      pause.end();
      // A page that is being loaded again takes up its own.
      clearTimeout(takingOver);
      takingOver = setTimeout(() => void takeOver().catch(giveUp), TAKE_OVER_MS);
    }
    wasLive = isLive;
  });

  function stop(): void {
    isOver = true;
    stopWatching();
    clearTimeout(takingOver);
    pause.stop();
    close();
  }

  return {
    start: takeOver,
    issued(entry) {
      const { query, variables } = entry.original;
      if (ephemeral.has(getOperationName(query as never) ?? "")) {
        passing.add(entry);
        if (pause.isOn()) drop(entry);
        return;
      }
      const change: StoredChange = {
        id: crypto.randomUUID(),
        owner: page,
        at: Date.now(),
        query: stringifyDocument(query),
        variables: (variables ?? {}) as StoredChange["variables"],
        isSent: false,
      };
      seen.add(change.id);
      kept.add(entry, repeatability(query as DocumentNode, entry.facts, index, ledger !== undefined), change);
    },
    prepare(entry) {
      const each = kept.get(entry.id);
      if (each?.isLost) return plain(entry);
      if (pause.isOn() || isOffline()) {
        wait();
        return undefined;
      }
      if (!each) return plain(entry);
      if (each.how === "never") {
        if (each.mark === "none") void markSent(each);
        return each.mark === "made" ? plain(entry) : undefined;
      }
      if (!entry.facts.idempotent && !each.change.isSent) void kept.markSent(each);
      return each.how === "ledger" ? ledger!.mark(plain(entry), each.change.id) : plain(entry);
    },
    receive(entry, result) {
      const each = kept.get(entry.id);
      const error = result.error && toGqlError(result.error);
      const isRefused = error?.kind === "auth" && ++refusals < AUTH_ATTEMPTS;
      if (error && (isUnreachable(error) || isRefused)) {
        pause.missed();
        if (!each || each.isLost || (each.how === "never" && !isRefused)) return result;
        each.mark = "none";
        each.isDoubtful ||= !isRefused;
        lane.hold(entry);
        wait();
        return undefined;
      }
      pause.reached();
      refusals = 0;
      const isRepeated =
        each?.how === "ledger"
          ? error && ledger!.isMarked(error)
          : each?.isDoubtful &&
            (each.how === "key" ? error?.kind === "constraint" : each.how === "removal" && !error);
      if (each && isRepeated) {
        void confirm(each, result, error);
        return undefined;
      }
      return ledger && !error ? { ...result, data: ledger.strip(result.data) } : result;
    },
    settled(entry, error) {
      passing.delete(entry);
      kept.settle(entry.id, error);
    },
    forget: (id) => kept.forget(id),
    dispose() {
      stop();
      store.close();
    },
    async discard() {
      stop();
      await store.destroy();
    },
  };
}
