import { createClient } from "graphql-ws/client";
import type { SocketRequest, SocketResult, SocketTiming } from "./hub.ts";
import { createOpenOperations } from "./open-operations.ts";
import { LIVE, pacedSocket } from "./paced-socket.ts";
import type { Pacer } from "./pacer.ts";

/** How to open a connection. */
export interface ConnectionOptions {
  url: string | (() => string | Promise<string>);
  params:
    | (() => Record<string, unknown> | undefined | Promise<Record<string, unknown> | undefined>)
    | undefined;
  /** The token it is opened with, if any; part of what `params` returns. */
  token: string | undefined;
  webSocket: unknown;
  timing: SocketTiming;
  pacer: Pacer | undefined;
}

/** What a connection tells. */
export interface ConnectionListener {
  /** The server has acknowledged it; what is sent from now on is answered by it. */
  opened(connection: Connection): void;
  /** It is over, once; `code` is the close code, if there is one. Its operations are told afterwards. */
  closed(connection: Connection, code: number | undefined): void;
  ping(connection: Connection, payload: Record<string, unknown> | undefined): void;
}

/** What an operation is: one answer, a query kept live, or a stream, which goes on from its own cursor. */
export type OperationKind = "once" | "live" | "stream";

/** What an operation on a connection hears. */
export interface OperationSink {
  readonly kind: OperationKind;
  next(result: SocketResult): void;
  /** It is over: `errors` of the API, or undefined when the connection broke. */
  ended(errors: readonly unknown[] | undefined): void;
}

/** One websocket, from its opening to its end; it is never opened again. */
export interface Connection {
  readonly token: string | undefined;
  /** It is none, but looks like one. */
  readonly isPolling?: boolean;
  isOpen(): boolean;
  /** How many operations use it. */
  users(): number;
  /** Starts an operation, as soon as the connection is open. @returns Ends it. */
  start(request: SocketRequest, sink: OperationSink): () => void;
  /** Breaks the connection. */
  terminate(): void;
  /** Ends it as soon as nothing uses it any more, at once and not after the usual while. */
  retire(): void;
  /** Ends it. */
  dispose(): void;
}

/** Opens connections. They end by themselves when nothing has used them for a while. */
export type OpenConnection = (options: ConnectionOptions, listener: ConnectionListener) => Connection;

// Unique among all connections of a page: frames wait by it.
let lastId = 0;

/** Opens a connection over a websocket. */
export const openConnection: OpenConnection = (options, listener) => {
  const { timing, token } = options;
  const operations = createOpenOperations(timing.idleMs, () => close(undefined));
  let state: "connecting" | "open" | "closed" = "connecting";
  let pongTimer: ReturnType<typeof setTimeout> | undefined;

  const webSocket = options.webSocket ?? globalThis.WebSocket;
  let nextId = "";
  const client = createClient({
    generateID: () => nextId,
    url: options.url,
    connectionParams: options.params,
    webSocketImpl: options.pacer && webSocket ? pacedSocket(webSocket, options.pacer) : webSocket,
    lazy: false,
    onNonLazyError: () => {}, // told by `closed`
    keepAlive: timing.keepAliveMs,
    connectionAckWaitTimeout: timing.ackMs,
    retryAttempts: 0,
    on: {
      connected() {
        if (state !== "connecting") return;
        state = "open";
        listener.opened(connection);
      },
      // A failure of the parameters is told as an error, and as a close only later.
      error: () => close(undefined),
      closed: (event) => close((event as { code?: number } | undefined)?.code),
      ping(received, payload) {
        if (!received) pongTimer = setTimeout(() => client.terminate(), timing.pongMs);
        else listener.ping(connection, payload);
      },
      pong(received) {
        if (received) clearTimeout(pongTimer);
      },
    },
  });

  function close(code: number | undefined): void {
    if (state === "closed") return;
    state = "closed";
    clearTimeout(pongTimer);
    operations.stop();
    // Where it is not disposed of, graphql-ws opens it again after some close codes.
    void Promise.resolve(client.dispose()).catch(() => {});
    listener.closed(connection, code);
  }

  const connection: Connection = {
    token,
    isOpen: () => state === "open",
    users: operations.count,
    start(request, sink) {
      const operation = operations.begin();
      nextId = `${sink.kind === "live" ? LIVE : ""}${++lastId}`;
      const end = client.subscribe(request, {
        next(result) {
          if (operation.isOpen()) sink.next(result as SocketResult);
        },
        error(cause) {
          if (operation.end()) sink.ended(Array.isArray(cause) ? cause : undefined);
        },
        complete() {
          if (operation.end()) sink.ended(undefined);
        },
      });
      return () => {
        if (operation.end()) end();
      };
    },
    terminate: () => client.terminate(),
    retire: operations.retire,
    dispose: () => close(undefined),
  };
  return connection;
};
