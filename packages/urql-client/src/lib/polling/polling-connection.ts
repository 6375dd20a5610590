import { toGqlError, toServerError, type GqlError } from "../error.ts";
import type { Connection, OpenConnection, OperationSink } from "../live/connection.ts";
import type { SocketRequest, SocketResult } from "../live/hub.ts";
import { createOpenOperations } from "../live/open-operations.ts";
import type { Sender } from "../live/request-exchange.ts";
import { toStreamQuery } from "./stream-query.ts";

const PROBE = { query: "query { __typename }" };

/** How an operation comes to its next answer. */
interface Round {
  request: SocketRequest;
  /** @returns Whether there is more already. */
  take(result: SocketResult): boolean;
}

/**
 * A connection where websockets are blocked: everything live is asked again and again over HTTP. What it tells is what a socket would: an
 * answer that equals the last one is not told, a stream tells only new rows. It is open after the first answer, and over when one does not come.
 *
 * @param send Sends one request.
 */
export function pollWith(send: Sender): OpenConnection {
  return ({ token, timing }, listener) => {
    const operations = createOpenOperations(timing.idleMs, close);
    const end = new AbortController();
    const sinks = new Set<OperationSink>();
    const unsent: (() => void)[] = [];
    let isOpen = false;

    function close(): void {
      if (end.signal.aborted) return;
      isOpen = false;
      end.abort();
      operations.stop();
      listener.closed(connection, undefined);
      for (const sink of sinks) sink.ended(undefined);
      sinks.clear();
    }

    async function probe(): Promise<void> {
      try {
        await send(PROBE, true, end.signal);
      } catch (error) {
        // A refusal is an answer, too.
        if (isBreak(toGqlError(error))) return close();
      }
      if (end.signal.aborted) return;
      isOpen = true;
      listener.opened(connection);
      for (const begin of unsent.splice(0)) begin();
    }

    async function follow(round: Round, sink: OperationSink, signal: AbortSignal): Promise<void> {
      try {
        for (;;) {
          const result = await send(round.request, sink.kind !== "once", signal);
          if (signal.aborted) return;
          if (sink.kind !== "once" && !result.data) return sink.ended(result.errors ?? []);
          const hasMore = round.take(result);
          if (sink.kind === "once") return sink.ended(undefined);
          if (!hasMore) await pause(timing.pollMs, signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        const cause = toGqlError(error);
        if (sink.kind === "once") sink.ended(isBreak(cause) ? undefined : [toServerError(cause)]);
        else if (isBreak(cause)) close();
        else sink.ended([toServerError(cause)]);
      }
    }

    const connection: Connection = {
      token,
      isPolling: true,
      isOpen: () => isOpen,
      users: operations.count,
      start(request, sink) {
        const operation = operations.begin();
        const stop = new AbortController();
        const own: OperationSink = {
          kind: sink.kind,
          next: (result) => operation.isOpen() && sink.next(result),
          ended(errors) {
            sinks.delete(own);
            stop.abort();
            if (operation.end()) sink.ended(errors);
          },
        };
        sinks.add(own);
        const signal = AbortSignal.any([stop.signal, end.signal]);
        const begin = (): void => {
          if (!signal.aborted) void follow(roundOf(request, own), own, signal);
        };
        if (isOpen) begin();
        else unsent.push(begin);
        return () => {
          sinks.delete(own);
          stop.abort();
          operation.end();
        };
      },
      terminate: close,
      retire: operations.retire,
      dispose: close,
    };
    void probe();
    return connection;
  };
}

function roundOf(request: SocketRequest, sink: OperationSink): Round {
  const { query, operationName, variables } = request;
  if (sink.kind === "once")
    return { request: { query, operationName, variables }, take: (result) => (sink.next(result), false) };
  if (sink.kind === "live") return liveRound({ query, operationName, variables }, sink);
  return streamRound(request, sink);
}

function liveRound(request: SocketRequest, sink: OperationSink): Round {
  let last: string | undefined;
  return {
    request: { ...request, query: request.query.replace(/\bsubscription\b/, "query") },
    take(result) {
      const text = JSON.stringify(result);
      if (text !== last) sink.next(result);
      last = text;
      return false;
    },
  };
}

function streamRound({ operationName, variables = {}, query }: SocketRequest, sink: OperationSink): Round {
  const plan = toStreamQuery(query, variables);
  const round: Round = {
    request: { query: plan.query, operationName, variables },
    take(result) {
      const rows = (result.data as Record<string, Record<string, unknown>[]>)[plan.key] ?? [];
      const last = rows.at(-1);
      if (!last) return false;
      round.request = { ...round.request, variables: { ...variables, cursor: last[plan.cursorKey] } };
      sink.next(result);
      return rows.length === plan.batchSize;
    },
  };
  return round;
}

function isBreak({ kind, retryable }: GqlError): boolean {
  return kind === "network" || kind === "timeout" || (kind === "server" && retryable);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
