import {
  formatDocument,
  makeOperation,
  type Client,
  type Exchange,
  type Operation,
  type OperationResult,
} from "@urql/core";
import type { DocumentNode } from "graphql";
import { filter, makeSubject, map, merge, pipe, share } from "wonka";
import type { Variables } from "../documents/ast.ts";
import { mutationFacts } from "../documents/mutation-facts.ts";
import { queryFacts } from "../documents/query-facts.ts";
import { GqlError, toCombinedError, toGqlError } from "../error.ts";
import type { ModelIndex } from "../model/lookup.ts";
import { livePlan } from "./derive.ts";
import type { Fence } from "./fence.ts";
import { watchFetch, type FencedFetch } from "./fenced-fetch.ts";
import type { SocketHub } from "./hub.ts";
import { startLiveQuery, type LiveQuery, type QueryData } from "./live-query.ts";
import type { Seeds } from "./seeds.ts";
import type { Shortcut } from "./shortcut.ts";
import { createTimeline, type Timeline } from "./timeline.ts";

/** Options of {@link createLiveExchange}. */
export interface LiveExchangeOptions {
  hub: SocketHub;
  fence: Fence;
  index: ModelIndex;
  seeds: Seeds;
  /** Writes something certain to the cache underneath predicted layers. */
  readonly writeBelow: (write: () => void) => void;
  shortcut: Shortcut;
}

/** A query on screen, as its observer holds it. */
export interface Tracked {
  /** The live query behind it; undefined when it is not live. */
  live: LiveQuery | undefined;
  stop(): void;
}

interface Shown {
  operation: Operation;
  live: LiveQuery | undefined;
  fetched: FencedFetch | undefined;
}

/** The exchange below the cache that answers queries from seeds, from the network and from subscriptions. */
export interface LiveExchange {
  exchange: Exchange;
  /** Puts a query on screen. @returns Takes it off. */
  track(operation: Operation, live: boolean): Tracked;
  /** @returns The queries on screen. */
  readonly onScreen: () => Iterable<Operation>;
  /** @returns A row, or an answer, with the newest value of each column that a subscription has told. */
  newest: Timeline["newest"];
  /** Forgets in what order subscriptions told columns of a row. */
  forget: Timeline["forget"];
  /** What answers come from just now: a frame, or one that was told before and reaches the cache `late`; undefined for all else. */
  delivery(): "frame" | "late" | undefined;
}

/** Asks for a query's value without starting a request: what is neither cached nor seeded stays unanswered. */
export interface PeekContext {
  peek?: boolean;
}

/**
 * Subscriptions never reach the cache as such: their frames come out of this exchange as plain results of the query they were
 * derived from, so the cache stores them under the query's own fields.
 */
export function createLiveExchange(options: LiveExchangeOptions): LiveExchange {
  const { fence, hub, index, seeds } = options;
  const results = makeSubject<OperationResult>();
  const onScreen = new Map<number, Shown>();
  // The last answer per query as the API said it, for comparing it with the first frame.
  const raw = new Map<number, QueryData>();
  const askedIn = new Map<number, number>();
  const timeline = createTimeline(index);
  let client: Client | undefined;
  let delivery: ReturnType<LiveExchange["delivery"]>;

  function during(kind: "frame" | "late", run: () => void): void {
    const before = delivery;
    delivery = kind;
    try {
      run();
    } finally {
      delivery = before;
    }
  }

  function deliver(operation: Operation, answer: { data?: QueryData; error?: GqlError }): void {
    const error = answer.error && toCombinedError(answer.error);
    const result: OperationResult = { operation, data: answer.data, error, stale: false, hasNext: false };
    const write = (): void => options.writeBelow(() => results.next(result));
    during("frame", () => {
      if (error || !options.shortcut.take(result, () => during("late", write))) write();
    });
  }

  function refetch(operation: Operation): void {
    client?.reexecuteOperation(makeOperation("query", operation, { requestPolicy: "network-only" }));
  }

  const newest = (data: QueryData): QueryData => fence.journal?.newest(data) ?? timeline.newest(data);

  /**
   * The API refuses a query. When that is for want of permission, what it said goes, as far as nothing else on screen says it, too.
   * What the API knew before and does not know any more was taken from the role: its schema has only what the role may see.
   */
  function refuse(operation: Operation, error: GqlError): GqlError {
    const { key } = operation;
    const said = raw.get(key);
    if (error.kind === "validation" && said) {
      const { message, serverCode, status, path } = error;
      error = new GqlError({ kind: "permission", message, serverCode, status, path, cause: error });
    }
    if (error.kind !== "permission" || !said) return error;
    for (const stream of streamsOf(key)) askAgain(timeline.end(stream));
    raw.delete(key);
    const data: Record<string, unknown> = { __typename: index.model.roots.query };
    for (const name in said) data[name] = Array.isArray(said[name]) ? [] : null;
    deliver(operation, { data });
    return error;
  }

  const streamsOf = (key: number): string[] =>
    Object.keys(raw.get(key) ?? {}).map((name) => `${key} ${name}`);

  function askAgain(streams: Iterable<string>): void {
    const keys = new Set([...streams].map((stream) => parseInt(stream, 10)));
    for (const key of keys) queueMicrotask(() => onScreen.get(key)?.live?.ask());
  }

  // What it read besides what it wrote may be older than what streams have said since.
  function alignAnswer(result: OperationResult): OperationResult {
    const { query, variables } = result.operation;
    const { columns } = mutationFacts(query as never, (variables ?? {}) as never, index);
    const isWritten = (table: string, name: string): boolean => columns.has(`${table}.${name}`);
    const data = timeline.acknowledge(result.data as unknown, isWritten, fence.journal?.holds);
    return { ...result, data };
  }

  function startLive(operation: Operation): LiveQuery {
    // With __typename in every selection, as the cache needs it.
    const document = formatDocument(operation.query as never) as DocumentNode;
    return startLiveQuery({
      hub,
      fence,
      document,
      plan: livePlan(document, index),
      facts: queryFacts(document, index),
      variables: (operation.variables ?? {}) as Variables,
      base: raw.get(operation.key),
      onTold: (name, frame) => askAgain(timeline.see(`${operation.key} ${name}`, frame)),
      onData: (data) => {
        raw.set(operation.key, data);
        deliver(operation, { data: { __typename: index.model.roots.query, ...newest(data) } });
      },
      onError: (error) => deliver(operation, { error: refuse(operation, error) }),
      onDoubt: () => streamsOf(operation.key).forEach((stream) => timeline.doubt(stream)),
      onStale: () => refetch(operation),
    });
  }

  // Takes part in every answer that did not come from a subscription.
  function admit(result: OperationResult): OperationResult | undefined {
    const { operation } = result;
    const asked = askedIn.get(operation.key) ?? 0;
    askedIn.delete(operation.key);
    const shown = onScreen.get(operation.key);
    // An error is an answer, too: nothing else will come.
    shown?.fetched?.received(asked);
    if (result.error) {
      const told = toGqlError(result.error);
      const error = refuse(operation, told);
      return error === told ? result : { ...result, error: toCombinedError(error) };
    }
    if (!result.data) return result;
    const data = result.data as QueryData;
    if (shown?.live) {
      const merged = shown.live.merge(data, asked);
      if (!merged) return undefined;
      raw.set(operation.key, merged);
      return { ...result, data: newest(merged) };
    }
    if (shown?.fetched?.holds(result, asked)) return undefined;
    raw.set(operation.key, data);
    return result;
  }

  function startFetch(operation: Operation): FencedFetch {
    const paint = (result: OperationResult): void => {
      raw.set(operation.key, result.data as QueryData);
      options.writeBelow(() => results.next(result));
    };
    return watchFetch(fence, queryFacts(operation.query as never, index), paint, () => refetch(operation));
  }

  const exchange: Exchange = (input) => {
    client = input.client;
    return (operations$) => {
      const shared$ = share(operations$);
      const forwarded$ = pipe(
        shared$,
        filter((operation) => {
          if (operation.kind !== "query") return true;
          const seed = seeds.take(operation.key);
          if (seed !== undefined) {
            raw.set(operation.key, seed as QueryData);
            results.next({ operation, data: seed as QueryData, stale: false, hasNext: false });
            // It may have come to lie on top of predictions; rendering needs it now, so they are put right afterwards.
            queueMicrotask(() => options.writeBelow(() => {}));
            return false;
          }
          if ((operation.context as PeekContext).peek) return false;
          askedIn.set(operation.key, fence.current());
          return true;
        }),
      );
      const answered$ = pipe(
        input.forward(forwarded$),
        map((result) => (result.operation.kind === "mutation" ? alignAnswer(result) : result)),
        filter((result) => {
          if (result.operation.kind !== "query") return true;
          const admitted = admit(result);
          if (admitted) options.writeBelow(() => results.next(admitted));
          return false;
        }),
      );
      return merge([answered$, results.source]);
    };
  };

  return {
    exchange,
    delivery: () => delivery,
    newest: timeline.newest,
    forget: timeline.forget,
    *onScreen() {
      for (const { operation } of onScreen.values()) yield operation;
    },
    track(operation, wantsLive) {
      const { key } = operation;
      const live = wantsLive ? startLive(operation) : undefined;
      const fetched = live ? undefined : startFetch(operation);
      onScreen.set(key, { operation, fetched, live });
      return {
        live,
        stop() {
          (live ?? fetched)?.stop();
          for (const stream of streamsOf(key)) askAgain(timeline.end(stream));
          onScreen.delete(key);
          raw.delete(key);
          askedIn.delete(key);
        },
      };
    },
  };
}
