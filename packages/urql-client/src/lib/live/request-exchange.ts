import {
  CombinedError,
  getOperationName,
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
    const deliver = (answer: Pick<OperationResult, "data" | "error">): void => {
      observer.next({ ...answer, operation, stale: false, hasNext: false });
      observer.complete();
    };
    const request = {
      query: stringifyDocument(operation.query),
      operationName: getOperationName(operation.query as never),
      variables: operation.variables as Record<string, unknown> | undefined,
    };
    send(request, operation.kind === "query", abort.signal).then(
      ({ errors, ...answer }) => {
        const graphQLErrors = errors as Error[] | undefined;
        deliver({
          ...answer,
          error: graphQLErrors?.length ? new CombinedError({ graphQLErrors }) : undefined,
        });
      },
      (error: unknown) => deliver({ error: toCombinedError(toGqlError(error)) }),
    );
    return () => abort.abort();
  });
}
