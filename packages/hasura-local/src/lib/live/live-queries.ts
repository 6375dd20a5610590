import type pg from "pg";
import { CHANGE_CHANNEL } from "./announcing-function.ts";
import { parseChange } from "./change.ts";
import type { LiveSink } from "./cohort.ts";
import { Groups } from "./groups.ts";
import { createStatementRunner } from "./run-statement.ts";
import { WatchedTables } from "./watched-tables.ts";
import { listenForNotifications } from "../database/notification-listener.ts";
import type { LiveOperation } from "../engine.ts";
import type { GraphQLRequestError } from "../errors.ts";

export interface LiveQueriesOptions {
  pool: pg.Pool;
  /** Opens the connection that hears changes. */
  connect: () => Promise<pg.Client>;
  mode: "notify" | "poll";
  /** Milliseconds between runs of groups whose changes nobody announces, or not yet; of all groups in mode `poll`. */
  pollInterval: number;
  /** How old a result that depends on time may get before it is asked for again, in milliseconds. */
  clockInterval: number;
  batchSize: number;
  /** How long making a table's triggers may keep writers waiting behind those that are in its way, in milliseconds. */
  lockTimeout: number;
  /** How many statements run at a time. */
  concurrency: number;
  toRequestError: (error: unknown) => GraphQLRequestError;
  log: (line: string) => void;
}

export interface LiveQueries {
  /**
   * Subscribes to the results of an operation. The first one comes from a statement that is sent after this call.
   *
   * @returns how to end the subscription; nothing reaches the sink afterwards.
   */
  subscribe(operation: LiveOperation, sink: LiveSink): () => void;
  /** Resolves when changes are heard for the first time. */
  listening: Promise<void>;
  /** Forgets which tables are watched: the schema has changed. */
  schemaChanged(): void;
  close(): Promise<void>;
}

/** The live engine: keeps the results of subscriptions up to date, woken by the database's own change notifications. */
export function createLiveQueries(options: LiveQueriesOptions): LiveQueries {
  const groups = new Groups({ run: createStatementRunner(options), batchSize: options.batchSize });
  const polling = options.mode === "poll";
  const watched = new WatchedTables({
    ...options,
    isWanted: (table) => groups.read(table),
    onAnnounced: (tables) => {
      for (const group of new Set(tables.flatMap((table) => [...groups.ofTable(table)]))) group.wake();
    },
  });

  const wakeAll = (): void => {
    for (const group of groups.all) group.wake();
  };
  let heard = (): void => {};
  const listening = new Promise<void>((resolve) => (heard = resolve));
  if (polling) heard();
  const listener = polling
    ? undefined
    : listenForNotifications({
        channel: CHANGE_CHANNEL,
        connect: options.connect,
        log: options.log,
        onListening: () => {
          heard();
          wakeAll();
        },
        onNotification: (payload) => {
          const change = parseChange(payload);
          if (!change) return wakeAll();
          for (const { table, values } of watched.concernedBy(change)) {
            for (const group of groups.ofTable(table)) group.wakeFor(table, values);
          }
        },
      });
  // Looking twice in an interval leaves out whatever changes woke in the last half, and lets nothing get older.
  const half = options.clockInterval / 2;
  const clock = setInterval(() => {
    if (polling) return;
    const moment = performance.now() - half;
    for (const group of groups.all) if (group.operation.timeDependent) group.wakeFromBefore(moment);
  }, half);
  const poll = setInterval(() => {
    for (const group of groups.all) {
      if (polling || !watched.areAnnounced(group.operation.dependencies)) group.wake();
    }
  }, options.pollInterval);

  async function begin(
    operation: LiveOperation,
    sink: LiveSink,
    signal: AbortSignal,
  ): Promise<(() => void) | undefined> {
    if (!groups.find(operation)?.has(operation.variables)) await operation.validate(options.pool);
    if (signal.aborted) return undefined;
    const leave = groups.findOrMake(operation).join(operation, untilAborted(sink, signal));
    if (!polling) watched.watch(operation.dependencies);
    return leave;
  }

  return {
    listening,
    subscribe(operation, sink) {
      const stop = new AbortController();
      const beginning = begin(operation, sink, stop.signal).catch((error: unknown) => {
        if (!stop.signal.aborted) sink.refuse(options.toRequestError(error));
        return undefined;
      });
      return () => {
        stop.abort();
        void beginning.then((leave) => leave?.());
      };
    },
    schemaChanged() {
      watched.clear();
    },
    async close() {
      clearInterval(clock);
      clearInterval(poll);
      await Promise.all([watched.close(), listener?.close()]);
    },
  };
}

/** Nothing reaches a subscriber that has left, however late the leaving is noticed. */
function untilAborted(sink: LiveSink, signal: AbortSignal): LiveSink {
  return {
    next: (result) => {
      if (!signal.aborted) sink.next(result);
    },
    error: (error) => {
      if (!signal.aborted) sink.error(error);
    },
    refuse: (error) => sink.refuse(error),
  };
}
