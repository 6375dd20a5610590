import { createClient, type Client as SocketClient } from "graphql-ws/client";
import { GqlError, toGqlError } from "../error.ts";
import type { Observable } from "../observable.ts";
import { createBackoff } from "./backoff.ts";
import { createConnectionTracker, type ConnectionState } from "./connection-state.ts";
import { wakeSignals } from "./wake.ts";

/** A GraphQL request as it goes over the socket; read anew each time it is sent, so a getter can say where to go on. */
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
  /** A stream: it is silent as long as there are no new rows, so nobody waits for its first answer. */
  readonly isStream?: boolean;
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
  const connection = createConnectionTracker();
  const backoff = createBackoff({ firstMs: timing.firstRetryMs, maxMs: timing.maxRetryMs });
  const breaks = new Set<() => void>();
  let disposed = false;
  let socket: SocketClient | undefined;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let stableTimer: ReturnType<typeof setTimeout> | undefined;

  const stopWaking = wakeSignals(() => {
    connection.refresh();
    backoff.hurry();
  });

  function onClosed(code: unknown): void {
    clearTimeout(pongTimer);
    clearTimeout(stableTimer);
    for (const broken of breaks) broken();
    if (typeof code === "number" && AUTH_CLOSE_CODES.has(code))
      options.onRenewRequest?.({ type: "renew", code });
    connection.setOpen(false);
  }

  function onPing(payload: Record<string, unknown> | undefined): void {
    if (payload?.["type"] === "renew") options.onRenewRequest?.(payload as RenewRequest);
    if (payload?.["type"] === "upstream") connection.setUpstream(payload["state"] === "open");
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
        connecting: () => connection.refresh(),
        connected() {
          clearTimeout(stableTimer);
          stableTimer = setTimeout(() => backoff.reset(), timing.stableMs);
          connection.setOpen(true);
        },
        closed: (event) => onClosed((event as { code?: unknown } | undefined)?.code),
        ping(received, payload) {
          if (!received) pongTimer = setTimeout(() => socket?.terminate(), timing.pongMs);
          else onPing(payload);
        },
        pong(received) {
          if (received) clearTimeout(pongTimer);
        },
      },
    });
    return socket;
  }

  return {
    connection: connection.state,
    subscribe(request, sink) {
      const user = connection.join(!sink.isStream);
      let stopped = false;
      let release = (): void => {};
      let reopenedAt = -Infinity;
      const again = async (): Promise<void> => {
        await backoff.wait();
        if (!stopped) start();
      };
      // A gateway that changes its own socket asks for this, and is ready for it; one that keeps asking has to wait.
      const reopen = (): void => {
        const now = Date.now();
        const isRepeated = now - reopenedAt < timing.firstRetryMs;
        reopenedAt = now;
        if (isRepeated) void again();
        else start();
      };
      const start = (): void => {
        if (disposed) return;
        release = client().subscribe(request, {
          next(result) {
            if (stopped) return;
            user.answered();
            sink.next(result as SocketResult);
          },
          error(cause) {
            if (stopped) return;
            if (!Array.isArray(cause)) return void again(); // a close code that the library takes as final
            const error = toGqlError(cause);
            if (error.serverCode === "reopen") return reopen();
            if (error.kind === "auth") options.onRenewRequest?.({ type: "renew", code: error.serverCode });
            const retrying = error.kind === "auth" || error.retryable;
            user.answered();
            sink.refused(error, retrying);
            if (retrying) void again();
          },
          complete() {
            if (!stopped) void again(); // a live query has no end: the server is going away
          },
        });
      };
      start();
      connection.refresh();
      return () => {
        if (stopped) return;
        stopped = true;
        release();
        user.leave();
      };
    },
    execute: (request, repeatable, signal) =>
      new Promise((resolve, reject) => {
        const user = connection.join(false);
        const settle = (deliver: () => void): void => {
          breaks.delete(broken);
          signal.removeEventListener("abort", aborted);
          user.leave();
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
        connection.refresh();
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
