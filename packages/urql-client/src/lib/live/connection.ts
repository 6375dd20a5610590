import { createClient } from "graphql-ws/client";
import { paced } from "./paced-socket.ts";
import type { SocketRequest, SocketResult, SocketTiming } from "./hub.ts";

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
}

/** What a connection tells. */
export interface ConnectionListener {
  /** The server has acknowledged it; what is sent from now on is answered by it. */
  opened(connection: Connection): void;
  /** It is over, once; `code` is the close code, if there is one. Its operations are told afterwards. */
  closed(connection: Connection, code: number | undefined): void;
  ping(connection: Connection, payload: Record<string, unknown> | undefined): void;
}

/** What an operation on a connection hears. */
export interface OperationSink {
  next(result: SocketResult): void;
  /** It is over: `errors` of the API, or undefined when the connection broke. */
  ended(errors: readonly unknown[] | undefined): void;
}

/** One websocket, from its opening to its end; it is never opened again. */
export interface Connection {
  readonly token: string | undefined;
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

/** How ids of live queries begin. */
const LIVE = "live-";

/** Opens a connection. It ends by itself when nothing has used it for a while. */
export function openConnection(options: ConnectionOptions, listener: ConnectionListener): Connection {
  const { timing, token } = options;
  const operations = new Set<object>();
  let state: "connecting" | "open" | "closed" = "connecting";
  let isRetired = false;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;

  const webSocket = options.webSocket ?? globalThis.WebSocket;
  let lastId = 0;
  const client = createClient({
    generateID: ({ query }) =>
      `${query.startsWith("subscription") && !query.includes("_stream(") ? LIVE : ""}${++lastId}`,
    url: options.url,
    connectionParams: options.params,
    webSocketImpl: webSocket && paced(webSocket, (id) => id.startsWith(LIVE)),
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
    clearTimeout(idleTimer);
    // Where it is not disposed of, graphql-ws opens it again after some close codes.
    void Promise.resolve(client.dispose()).catch(() => {});
    listener.closed(connection, code);
  }

  function restWhenUnused(): void {
    clearTimeout(idleTimer);
    if (operations.size > 0 || state === "closed") return;
    if (isRetired) close(undefined);
    else idleTimer = setTimeout(() => close(undefined), timing.idleMs);
  }

  const connection: Connection = {
    token,
    isOpen: () => state === "open",
    users: () => operations.size,
    start(request, sink) {
      const operation = {};
      operations.add(operation);
      clearTimeout(idleTimer);
      const leave = (): boolean => {
        if (!operations.delete(operation)) return false;
        restWhenUnused();
        return true;
      };
      const end = client.subscribe(request, {
        next(result) {
          if (operations.has(operation)) sink.next(result as SocketResult);
        },
        error(cause) {
          if (leave()) sink.ended(Array.isArray(cause) ? cause : undefined);
        },
        complete() {
          if (leave()) sink.ended(undefined);
        },
      });
      return () => {
        if (leave()) end();
      };
    },
    terminate: () => client.terminate(),
    retire() {
      isRetired = true;
      restWhenUnused();
    },
    dispose: () => close(undefined),
  };
  restWhenUnused();
  return connection;
}
