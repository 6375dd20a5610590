import { parse } from "@0no-co/graphql.web";
import { getOperationName, stringifyDocument, type OperationResult } from "@urql/core";
import type { DocumentNode } from "graphql";
import { mutationFacts } from "../documents/mutation-facts.ts";
import { GqlError, toCombinedError, toGqlError } from "../error.ts";
import { createBackoff } from "../live/backoff.ts";
import type { ConnectionState } from "../live/connection-state.ts";
import type { Sender } from "../live/request-exchange.ts";
import { isOffline } from "../live/wake.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { MutationEntry } from "../mutations/entry.ts";
import type { Outbox, OutboxLane, RestoredMutation } from "../mutations/outbox.ts";
import { plain } from "../mutations/outbox-slot.ts";
import type { Observable } from "../observable.ts";
import type { ChangeStore, StoredChange } from "./change-store.ts";
import { interrupted, isUnreachable, outdated, unreachable } from "./failures.ts";
import { createLedger } from "./ledger.ts";
import type { OfflineOptions } from "./options.ts";
import { readOutcome } from "./read-outcome.ts";
import { repeatability, type Repeatability } from "./repeatable.ts";

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

/** A mutation that is kept. */
interface Kept {
  entry: MutationEntry;
  change: StoredChange;
  how: Repeatability;
  /** The last write to the store. */
  saved: Promise<void>;
  /** Whether the store could not take it. */
  isLost: boolean;
  mark: "none" | "being made" | "made";
}

/** How often the API may say that nobody is signed in before that is believed. */
const AUTH_ATTEMPTS = 3;

/** How long a page that has the connection back leaves alone what others left behind, in milliseconds. */
const TAKE_OVER_MS = 5_000;

/** Keeps the mutations of one page. */
export function createOutbox(
  context: OutboxContext,
  options: OfflineOptions,
  { store, page, adopt, fail, close }: OutboxStorage,
): Outbox & { start(): Promise<void> } {
  const { lane, send, index } = context;
  const ephemeral = new Set(options.ephemeral);
  const ledger = options.ledger && createLedger(options.ledger, context.user);
  const backoff = createBackoff({ firstMs: 500, maxMs: 30_000 });
  const keeping = new Map<number, Kept>();
  const drafts = new Map<number, Kept>();
  const passing = new Set<MutationEntry>();
  // Whatever this page has had: its record may be about to be removed.
  const seen = new Set<string>();
  let isPaused = false;
  let isReached = true;
  let isOver = false;
  let refusals = 0;

  function keep(entry: MutationEntry, change: StoredChange, saved: Promise<void>): Kept {
    const kept: Kept = {
      entry,
      change,
      how: repeatability(entry.original.query as DocumentNode, entry.facts, index, ledger !== undefined),
      saved,
      isLost: false,
      mark: "none",
    };
    watch(kept);
    return kept;
  }

  function save(kept: Kept, write: () => Promise<void>): Promise<void> {
    kept.saved = kept.saved.then(write);
    watch(kept);
    return kept.saved;
  }

  function watch(kept: Kept): void {
    kept.saved.catch((cause: unknown) => {
      if (isOver || kept.isLost) return;
      kept.isLost = true;
      fail(cause);
      lane.pump();
    });
  }

  function pause(): void {
    isReached = false;
    if (isPaused) return;
    isPaused = true;
    for (const entry of passing) drop(entry);
    void (async () => {
      do await backoff.wait();
      while (!isOver && isOffline());
      isPaused = false;
      if (!isOver) lane.pump();
    })();
  }

  /** It means nothing later: it fails now. */
  function drop(entry: MutationEntry): void {
    passing.delete(entry);
    queueMicrotask(() => lane.finish(entry, failure(entry, unreachable())));
  }

  function reached(): void {
    backoff.reset();
    refusals = 0;
    isReached = true;
  }

  // The outcome of what cannot be repeated has to be known as well as possible: it is written down before it is sent, and sent only when
  // somebody is there.
  async function markSent(kept: Kept): Promise<void> {
    kept.mark = "being made";
    try {
      if (!isReached) {
        await send({ query: "query Reachable { __typename }" }, true, new AbortController().signal);
        reached();
      }
    } catch {
      kept.mark = "none";
      return pause();
    }
    kept.change.isSent = true;
    await save(kept, () => store.put(kept.change)).catch(() => {});
    kept.mark = "made";
    if (!isOver) lane.pump();
  }

  async function confirm(kept: Kept, result: OperationResult, error: GqlError): Promise<void> {
    const { entry } = kept;
    const settle = (answer: Partial<OperationResult>): void =>
      lane.finish(entry, { ...result, data: undefined, error: undefined, ...answer });
    try {
      const { query } = entry.layer!;
      const mutation = { query: query as DocumentNode, variables: kept.change.variables, facts: entry.facts };
      const { data, isDone } = await readOutcome(mutation, index, send);
      if (isOver) return;
      const isConflict = kept.how === "key" && !isDone;
      settle(isConflict ? { error: toCombinedError(error) } : { data });
    } catch (cause) {
      if (isOver) return;
      const reason = toGqlError(cause);
      if (isUnreachable(reason)) {
        lane.hold(entry);
        pause();
      } else settle({ error: toCombinedError(reason) });
    }
  }

  function restore(changes: readonly StoredChange[]): void {
    const failures = changes.map((change) => {
      if (change.failure) return new GqlError(change.failure);
      return outdated(change.at);
    });
    const mutations = changes.map((change, position): RestoredMutation => {
      const query = parse(change.query, { noLocation: true }) as unknown as DocumentNode;
      const facts = mutationFacts(query, change.variables, index);
      const isFinal = change.isSent && repeatability(query, facts, index, ledger !== undefined) === "never";
      failures[position] ??= isFinal ? interrupted() : undefined;
      return {
        query,
        variables: change.variables,
        error: failures[position],
        isPainted: facts.idempotent || !change.isSent,
      };
    });
    for (const [position, entry] of lane.restore(mutations).entries()) {
      const kept = keep(entry, changes[position]!, Promise.resolve());
      const error = failures[position];
      if (error) drafted(kept, error);
      else keeping.set(entry.id, kept);
    }
  }

  function drafted(kept: Kept, error: GqlError): void {
    const { kind, message, serverCode, status, path } = error;
    drafts.set(kept.entry.id, kept);
    kept.change.failure = { kind, message, serverCode, status, path };
    void save(kept, () => store.put(kept.change));
  }

  function remove(kept: Kept): void {
    void save(kept, () => store.remove(kept.change.key!));
  }

  // What another page left behind is sent by whoever reaches the API first.
  async function takeOver(): Promise<void> {
    const found = (await adopt()).filter(({ id }) => !seen.has(id));
    if (isOver || found.length === 0) return;
    for (const { id } of found) seen.add(id);
    await context.whenPainted;
    if (isOver) return;
    restore(found);
    lane.pump();
  }

  let wasLive = false;
  let takingOver: ReturnType<typeof setTimeout> | undefined;
  const stopWatching = context.connection.subscribe(() => {
    const isLive = context.connection.get() === "live";
    if (isLive && !wasLive) {
      backoff.hurry();
      // A page that is being loaded again takes up its own.
      clearTimeout(takingOver);
      takingOver = setTimeout(() => void takeOver().catch(fail), TAKE_OVER_MS);
    }
    wasLive = isLive;
  });

  function stop(): void {
    isOver = true;
    stopWatching();
    clearTimeout(takingOver);
    backoff.hurry();
    close();
  }

  return {
    async start() {
      await takeOver();
    },
    issued(entry) {
      if (ephemeral.has(getOperationName(entry.original.query as never) ?? "")) {
        passing.add(entry);
        if (isPaused) drop(entry);
        return;
      }
      const change: StoredChange = {
        id: crypto.randomUUID(),
        owner: page,
        at: Date.now(),
        query: stringifyDocument(entry.original.query),
        variables: (entry.original.variables ?? {}) as StoredChange["variables"],
        isSent: false,
      };
      seen.add(change.id);
      const saved = store.add(change).then((key) => void (change.key = key));
      keeping.set(entry.id, keep(entry, change, saved));
    },
    prepare(entry) {
      const kept = keeping.get(entry.id);
      if (kept?.isLost) return plain(entry);
      if (isPaused || isOffline()) {
        pause();
        return undefined;
      }
      if (!kept) return plain(entry);
      if (kept.how === "never") {
        if (kept.mark === "none") void markSent(kept);
        return kept.mark === "made" ? plain(entry) : undefined;
      }
      if (!kept.entry.facts.idempotent && !kept.change.isSent) {
        kept.change.isSent = true;
        void save(kept, () => store.put(kept.change));
      }
      return kept.how === "ledger" ? ledger!.mark(plain(entry), kept.change.id) : plain(entry);
    },
    receive(entry, result) {
      const kept = keeping.get(entry.id);
      const error = result.error && toGqlError(result.error);
      if (!error) {
        reached();
        return ledger ? { ...result, data: ledger.strip(result.data) } : result;
      }
      if (!kept || kept.isLost) return result;
      const isRefused = error.kind === "auth" && ++refusals < AUTH_ATTEMPTS;
      if (isUnreachable(error) || isRefused) {
        if (kept.how === "never" && !isRefused) {
          isReached = false;
          return result;
        }
        kept.mark = "none";
        lane.hold(entry);
        pause();
        return undefined;
      }
      reached();
      const isRepeated =
        kept.how === "ledger" ? ledger!.isMarked(error) : kept.how === "key" && error.kind === "constraint";
      if (!isRepeated) return result;
      void confirm(kept, result, error);
      return undefined;
    },
    settled(entry, error) {
      passing.delete(entry);
      const kept = keeping.get(entry.id);
      if (!kept) return;
      keeping.delete(entry.id);
      if (error) drafted(kept, error);
      else remove(kept);
    },
    forget(id) {
      const kept = drafts.get(id);
      if (!kept) return;
      drafts.delete(id);
      remove(kept);
    },
    dispose() {
      stop();
      store.close();
    },
    async discard() {
      stop();
      await store.destroy();
    },
  };

  function failure(entry: MutationEntry, error: GqlError): OperationResult {
    return { operation: entry.layer!, error: toCombinedError(error), stale: false, hasNext: false } as never;
  }
}
