import { createClient, type Client as SocketClient } from "graphql-ws/client";
import { GqlError, toGqlError } from "../error.ts";
import { createSubject, type Observable } from "../observable.ts";
import { createBackoff } from "./backoff.ts";
import { isOffline, wakeSignals } from "./wake.ts";

/** How the page's websocket is doing. */
export type ConnectionState = "idle" | "connecting" | "live" | "reconnecting" | "offline";

/** A GraphQL request as it goes over the socket. */
export interface SocketRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

/** A GraphQL answer as it comes over the socket. */
export interface SocketResult {
  data?: unknown;
  errors?: readonly unknown[] | undefined;
}

/** Who is told about a logical subscription. */
export interface HubSink {
  next(result: SocketResult): void;
  /** The server refused it. It is tried again by itself unless that can't help (`retrying` false). */
  refused(error: GqlError, retrying: boolean): void;
}

/** What the server asks for with a `ping` that has a payload, or by closing the socket for want of a valid token. */
export interface RenewRequest {
  type: "renew";
  [detail: string]: unknown;
}

/** Options of {@link createSocketHub}. */
export interface SocketHubOptions {
  url: string | (() => string | Promise<string>);
  connectionParams?:
    | (() => Record<string, unknown> | undefined | Promise<Record<string, unknown> | undefined>)
    | undefined;
  /** Told when the server wants the session renewed; the hub itself never renews. */
  onRenewRequest?: ((request: RenewRequest) => void) | undefined;
  /** A WebSocket class, where the host has none. */
  webSocket?: unknown;
  /** Timing in milliseconds. */
  timing?: Partial<SocketTiming> | undefined;
}

/** Timing of a hub in milliseconds. */
export interface SocketTiming {
  /** Shortest wait before reconnecting. */
  firstRetryMs: number;
  maxRetryMs: number;
  /** How often the socket is probed, and how long an answer may take. */
  keepAliveMs: number;
  pongMs: number;
  /** How long an unused socket stays open. */
  idleMs: number;
  ackMs: number;
  /** A connection that held this long counts as good. */
  stableMs: number;
}

/** The page's one websocket, shared by everything that is live. */
export interface SocketHub {
  connection: Observable<ConnectionState>;
  /** Starts a subscription that outlives the socket, until it is stopped. @returns Stops it. */
  subscribe(request: SocketRequest, sink: HubSink): () => void;
  /**
   * One request, one answer.
   * @param repeatable Whether it may be sent again on a new socket when this one breaks: never for a mutation.
   * @throws {@link GqlError}
   */
  readonly execute: (
    request: SocketRequest,
    repeatable: boolean,
    signal: AbortSignal,
  ) => Promise<SocketResult>;
  /** Closes the socket; what is subscribed opens it again. */
  reconnect(): void;
  dispose(): void;
}

const AUTH_CLOSE_CODES = new Set([4400, 4401, 4403]);
const DEFAULT_TIMING: SocketTiming = {
  firstRetryMs: 100,
  maxRetryMs: 30_000,
  keepAliveMs: 10_000,
  pongMs: 5_000,
  idleMs: 3_000,
  ackMs: 5_000,
  stableMs: 5_000,
};

/**
 * Creates the hub; the socket opens with the first use. Logical subscriptions survive whatever happens to it, including the close
 * codes after which graphql-ws itself gives up.
 */
export function createSocketHub(options: SocketHubOptions): SocketHub {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const connection = createSubject<ConnectionState>("idle");
  const backoff = createBackoff({ firstMs: timing.firstRetryMs, maxMs: timing.maxRetryMs });
  const breaks = new Set<() => void>();
  let users = 0;
  let open = false;
  let disposed = false;
  let socket: SocketClient | undefined;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let stableTimer: ReturnType<typeof setTimeout> | undefined;

  const stopWaking = wakeSignals(() => {
    if (!open) report();
    backoff.hurry();
  });

  function report(): void {
    if (open) connection.set("live");
    else if (users === 0) connection.set("idle");
    else if (isOffline()) connection.set("offline");
    else
      connection.set(
        connection.get() === "idle" || connection.get() === "connecting" ? "connecting" : "reconnecting",
      );
  }

  function onClosed(code: unknown): void {
    open = false;
    clearTimeout(pongTimer);
    clearTimeout(stableTimer);
    for (const broken of breaks) broken();
    if (typeof code === "number" && AUTH_CLOSE_CODES.has(code))
      options.onRenewRequest?.({ type: "renew", code });
    report();
  }

  function client(): SocketClient {
    socket ??= createClient({
      url: options.url,
      connectionParams: options.connectionParams,
      webSocketImpl: options.webSocket,
      lazyCloseTimeout: timing.idleMs,
      keepAlive: timing.keepAliveMs,
      connectionAckWaitTimeout: timing.ackMs,
      retryAttempts: Infinity,
      shouldRetry: () => !disposed,
      retryWait: () => backoff.wait(),
      on: {
        connecting: report,
        connected() {
          open = true;
          clearTimeout(stableTimer);
          stableTimer = setTimeout(() => backoff.reset(), timing.stableMs);
          report();
        },
        closed: (event) => onClosed((event as { code?: unknown } | undefined)?.code),
        ping(received, payload) {
          if (!received) pongTimer = setTimeout(() => socket?.terminate(), timing.pongMs);
          else if (payload?.["type"] === "renew") options.onRenewRequest?.(payload as RenewRequest);
        },
        pong(received) {
          if (received) clearTimeout(pongTimer);
        },
      },
    });
    return socket;
  }

  return {
    connection,
    subscribe(request, sink) {
      let stopped = false;
      let release = (): void => {};
      users++;
      const again = async (): Promise<void> => {
        report();
        await backoff.wait();
        if (!stopped && !disposed) start();
      };
      const start = (): void => {
        release = client().subscribe(request, {
          next: (result) => {
            if (!stopped) sink.next(result as SocketResult);
          },
          error(cause) {
            if (stopped) return;
            if (!Array.isArray(cause)) return void again(); // a close code that the library takes as final
            const error = toGqlError(cause);
            if (error.kind === "auth") options.onRenewRequest?.({ type: "renew", code: error.serverCode });
            const retrying = error.kind === "auth" || error.retryable;
            sink.refused(error, retrying);
            if (retrying) void again();
          },
          complete() {
            if (!stopped) void again(); // a live query has no end: the server is going away
          },
        });
      };
      start();
      report();
      return () => {
        if (stopped) return;
        stopped = true;
        users--;
        release();
        report();
      };
    },
    execute: (request, repeatable, signal) =>
      new Promise((resolve, reject) => {
        users++;
        const settle = (deliver: () => void): void => {
          breaks.delete(broken);
          signal.removeEventListener("abort", aborted);
          users--;
          report();
          deliver();
        };
        const fail = (error: GqlError): void => {
          answered = true;
          release();
          settle(() => reject(error));
        };
        const broken = (): void => {
          if (!repeatable) {
            fail(new GqlError({ kind: "network", message: "The connection broke before the answer came." }));
          }
        };
        const aborted = (): void => fail(toGqlError(signal.reason));
        let answered = false;
        const release = client().subscribe(request, {
          next(result) {
            if (answered) return;
            answered = true;
            settle(() => resolve(result as SocketResult));
          },
          error: (cause) => {
            if (!answered) settle(() => reject(toGqlError(cause)));
            answered = true;
          },
          complete: () => {},
        });
        breaks.add(broken);
        signal.addEventListener("abort", aborted);
        report();
      }),
    reconnect() {
      socket?.terminate();
    },
    dispose() {
      disposed = true;
      stopWaking();
      clearTimeout(pongTimer);
      clearTimeout(stableTimer);
      backoff.hurry();
      void socket?.dispose();
    },
  };
}
