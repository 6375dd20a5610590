import { GqlError, toGqlError } from "../error.ts";
import type { Connection } from "./connection.ts";
import type { SocketRequest, SocketResult } from "./hub.ts";

/** How a request is sent. */
export interface ExecuteOptions {
  /** Whether it may be sent again on a new connection when this one breaks. */
  repeatable: boolean;
  signal: AbortSignal;
  /** Calls back with a connection, or with the reason why there won't be one. @returns Stops waiting. */
  readonly whenConnected: (
    use: (connection: Connection) => void,
    refuse: (error: GqlError) => void,
  ) => () => void;
  readonly pause: () => Promise<void>;
}

/**
 * One request over a socket, one answer.
 * @throws {@link GqlError}
 */
export function executeOnce(request: SocketRequest, options: ExecuteOptions): Promise<SocketResult> {
  const { repeatable, signal, whenConnected, pause } = options;
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let stopWaiting = (): void => {};
    let end = (): void => {};
    const settle = (deliver: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener("abort", onAbort);
      stopWaiting();
      end();
      deliver();
    };
    const fail = (error: GqlError): void => settle(() => reject(error));
    const onAbort = (): void => fail(toGqlError(signal.reason));
    const broken = async (): Promise<void> => {
      if (!repeatable) {
        return fail(
          new GqlError({ kind: "network", message: "The connection broke before the answer came." }),
        );
      }
      await pause();
      if (!isSettled) send();
    };
    const send = (): void => {
      stopWaiting = whenConnected((connection) => {
        end = connection.start(request, {
          kind: "once",
          next: (result) => settle(() => resolve(result)),
          ended: (errors) => {
            if (isSettled) return;
            if (errors) fail(toGqlError(errors));
            else void broken();
          },
        });
      }, fail);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort);
    send();
  });
}
