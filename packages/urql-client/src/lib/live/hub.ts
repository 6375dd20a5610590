import type { GqlError } from "../error.ts";
import type { Observable } from "../observable.ts";
import type { TokenSource } from "../token-source.ts";
import { createBackoff } from "./backoff.ts";
import type { OpenConnection } from "./connection.ts";
import { createConnectionTracker, type ConnectionState } from "./connection-state.ts";
import { createConnections, type Connections, type ConnectionsOptions } from "./connections.ts";
import { createPacer } from "./pacer.ts";
import { startLogicalSubscription, type LogicalSubscription } from "./logical-subscription.ts";
import { loadExecuteOnce } from "./load-execute-once.ts";
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
  /** Tokens of a page that talks to the API itself; each newer one opens a socket beside the old one. */
  tokens?: TokenSource | undefined;
  /** Told when the server wants the session renewed; the hub itself never renews. */
  onRenewRequest?: ((request: RenewRequest) => void) | undefined;
  /** A WebSocket class, where the host has none. */
  webSocket?: unknown;
  /** Timing in milliseconds. */
  timing?: Partial<SocketTiming> | undefined;
  /** Loads what opens connections where websockets are blocked. */
  readonly polling?: (() => Promise<OpenConnection>) | undefined;
  /** Where its connections come from; they are the page's own unless given. */
  readonly connect?: ((options: ConnectionsOptions) => Connections) | undefined;
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
  /** When the token changes, how long frames of the old socket wait at first for the new socket's. */
  handoverMs: number;
  /** Where websockets are blocked: how long between an answer and the next question, and at first between two attempts to open one. */
  pollMs: number;
  probeMs: number;
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

const DEFAULT_TIMING: SocketTiming = {
  firstRetryMs: 100,
  maxRetryMs: 30_000,
  keepAliveMs: 10_000,
  pongMs: 5_000,
  idleMs: 3_000,
  ackMs: 5_000,
  stableMs: 5_000,
  handoverMs: 250,
  pollMs: 2_000,
  probeMs: 10_000,
};

/**
 * Creates the hub; the socket opens with the first use. Logical subscriptions survive whatever happens to it, including the close
 * codes after which graphql-ws itself gives up.
 */
export function createSocketHub(options: SocketHubOptions): SocketHub {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const connection = createConnectionTracker();
  const backoff = createBackoff({ firstMs: timing.firstRetryMs, maxMs: timing.maxRetryMs });
  const subscriptions = new Set<LogicalSubscription>();
  const pacer = createPacer();
  const connections = (options.connect ?? createConnections)({
    ...options,
    timing,
    backoff,
    pacer,
    tracker: connection,
    onOpened(opened) {
      for (const subscription of subscriptions) subscription.handOver(opened);
    },
    isServing: () => [...subscriptions].some((subscription) => subscription.isServed()),
  });
  const stopWaking = wakeSignals(() => {
    connection.refresh();
    backoff.hurry();
  });

  return {
    connection: connection.state,
    subscribe(request, sink) {
      const user = connection.join(!sink.isStream);
      const paced: HubSink = sink.isStream
        ? sink
        : {
            next: (frame) => pacer.take(paced, () => sink.next(frame)),
            refused(error, retrying) {
              pacer.drop(paced);
              sink.refused(error, retrying);
            },
          };
      const subscription = startLogicalSubscription(request, paced, {
        ...connections,
        timing,
        pause: backoff.wait,
        answered: user.answered,
      });
      subscriptions.add(subscription);
      connection.refresh();
      return () => {
        if (!subscriptions.delete(subscription)) return;
        subscription.stop();
        pacer.drop(paced);
        user.leave();
      };
    },
    async execute(request, repeatable, signal) {
      const user = connection.join(false);
      try {
        const executeOnce = await loadExecuteOnce();
        const answer = executeOnce(request, {
          ...connections,
          repeatable,
          signal,
          pause: backoff.wait,
        });
        connection.refresh();
        return await answer;
      } finally {
        user.leave();
      }
    },
    reconnect: () => connections.terminate(),
    dispose() {
      stopWaking();
      for (const subscription of subscriptions) subscription.stop();
      subscriptions.clear();
      pacer.dispose();
      connections.dispose();
      backoff.hurry();
    },
  };
}
