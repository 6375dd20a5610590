import { makeResult, stringifyDocument, getOperationName, type Exchange, type Operation, type OperationResult } from "@urql/core";
import { filter, make, merge, mergeMap, pipe, takeUntil, type Source } from "wonka";
import { toCombinedError, toGqlError } from "../error.ts";
import type { SocketHub } from "./hub.ts";

/** @returns An exchange that sends queries and mutations over the page's websocket instead of HTTP. */
export function createSocketExchange(hub: SocketHub): Exchange {
  return ({ forward }) =>
    (operations$) => {
      const isRequest = (operation: Operation): boolean => operation.kind === "query" || operation.kind === "mutation";
      const answered$ = pipe(
        operations$,
        filter(isRequest),
        mergeMap((operation) => {
          const torn$ = pipe(
            operations$,
            filter((other) => other.kind === "teardown" && other.key === operation.key),
          );
          return pipe(ask(hub, operation), takeUntil(torn$));
        }),
      );
      return merge([
        answered$,
        forward(
          pipe(
            operations$,
            filter((operation) => !isRequest(operation)),
          ),
        ),
      ]);
    };
}

function ask(hub: SocketHub, operation: Operation): Source<OperationResult> {
  return make((observer) => {
    const abort = new AbortController();
    const request = {
      query: stringifyDocument(operation.query),
      operationName: getOperationName(operation.query as never),
      variables: operation.variables as Record<string, unknown> | undefined,
    };
    hub.execute(request, operation.kind === "query", abort.signal).then(
      (answer) => {
        observer.next(makeResult(operation, answer as never));
        observer.complete();
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        observer.next({ operation, error: toCombinedError(toGqlError(error)), stale: false, hasNext: false });
        observer.complete();
      },
    );
    return () => abort.abort();
  });
}
