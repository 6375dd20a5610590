import {
  getOperationName,
  makeResult,
  stringifyDocument,
  type Exchange,
  type Operation,
  type OperationResult,
} from "@urql/core";
import { filter, make, mergeMap, pipe, takeUntil, type Source } from "wonka";
import { toCombinedError, toGqlError } from "../error.ts";
import type { SocketRequest, SocketResult } from "./hub.ts";

/** One way to get a request answered. */
export interface Sender {
  /**
   * @param repeatable Whether it may be sent twice when a connection breaks.
   * @throws GqlError
   */
  (request: SocketRequest, repeatable: boolean, signal: AbortSignal): Promise<SocketResult>;
}

/**
 * The last exchange: queries and mutations go out by one sender, over HTTP or over the page's websocket. It is a tenth of urql's own
 * fetch exchange, since nothing here is multipart, streamed or a file.
 */
export function createRequestExchange(send: Sender): Exchange {
  return () => (operations$) =>
    pipe(
      operations$,
      filter((operation) => operation.kind === "query" || operation.kind === "mutation"),
      mergeMap((operation) => {
        const torn$ = pipe(
          operations$,
          filter((other) => other.kind === "teardown" && other.key === operation.key),
        );
        return pipe(ask(send, operation), takeUntil(torn$));
      }),
    );
}

function ask(send: Sender, operation: Operation): Source<OperationResult> {
  return make((observer) => {
    const abort = new AbortController();
    const deliver = (result: OperationResult): void => {
      if (abort.signal.aborted) return;
      observer.next(result);
      observer.complete();
    };
    const request = {
      query: stringifyDocument(operation.query),
      operationName: getOperationName(operation.query as never),
      variables: operation.variables as Record<string, unknown> | undefined,
    };
    send(request, operation.kind === "query", abort.signal).then(
      (answer) => deliver(makeResult(operation, answer as never)),
      (error: unknown) =>
        deliver({ operation, error: toCombinedError(toGqlError(error)), stale: false, hasNext: false }),
    );
    return () => abort.abort();
  });
}
