import { GqlError } from "../error.ts";
import type { TokenSource } from "../token-source.ts";
import { createBackoff, type Backoff } from "./backoff.ts";
import { noticeBlockedSockets } from "./blocked-sockets.ts";
import {
  openConnection,
  type Connection,
  type ConnectionListener,
  type OpenConnection,
} from "./connection.ts";
import type { ConnectionTracker, UpstreamState } from "./connection-state.ts";
import type { Pacer } from "./pacer.ts";
import type { RenewRequest, SocketHubOptions, SocketTiming } from "./hub.ts";

/** What {@link createConnections} works with. */
export interface ConnectionsOptions extends Pick<
  SocketHubOptions,
  "url" | "connectionParams" | "onRenewRequest" | "webSocket" | "polling"
> {
  tokens?: TokenSource | undefined;
  timing: SocketTiming;
  backoff: Backoff;
  tracker: Pick<ConnectionTracker, "refresh" | "setOpen" | "setUpstream">;
  /** What frames of live queries wait for; unless given they wait for nothing. */
  pacer?: Pacer | undefined;
  /** How a connection is opened; as a websocket unless given. */
  open?: OpenConnection;
  /** A connection is there that everything should be on. */
  onOpened(connection: Connection): void;
  /** Whether some connection still serves somebody. */
  isServing(): boolean;
}

/** The connections of a page: one, and for a moment a second one when the token changes. */
export interface Connections {
  /**
   * Calls back with the connection to use: now, or once there is a token to open one with.
   * @param refuse Called instead when nobody is signed in; who gives none goes on waiting.
   * @returns Stops waiting.
   */
  readonly whenConnected: (
    use: (connection: Connection) => void,
    refuse?: (error: GqlError) => void,
  ) => () => void;
  /** The API said that the token of this connection is no good. */
  readonly refuseToken: (connection: Connection, code: string | number | undefined) => void;
  /** Breaks the connection in use. */
  terminate(): void;
  dispose(): void;
}

const AUTH_CLOSE_CODES = new Set([4400, 4401, 4403]);
/** A token with less than this left is not worth opening a socket with. */
const MIN_VALID_S = 2;

/** Without tokens a connection is opened whenever one is needed; with tokens each has the token it was opened with. */
export function createConnections(options: ConnectionsOptions): Connections {
  const { tokens, timing, backoff, tracker, onRenewRequest } = options;
  const waiting = new Map<(connection: Connection) => void, ((error: GqlError) => void) | undefined>();
  /** The one to use; open, or about to be. */
  let current: Connection | undefined;
  /** Opened with a newer token, and to be used once it is there. */
  let next: Connection | undefined;
  let newestToken: string | undefined;
  let isObtaining = false;
  let isDisposed = false;
  let stableTimer: ReturnType<typeof setTimeout> | undefined;
  const established = new WeakSet<Connection>();
  const blocked = noticeBlockedSockets(options.polling);
  const probing = createBackoff({
    firstMs: timing.probeMs,
    maxMs: Math.max(timing.probeMs, timing.maxRetryMs),
  });

  const listener: ConnectionListener = {
    opened(connection) {
      const isPolling = connection.isPolling === true;
      established.add(connection);
      clearTimeout(stableTimer);
      stableTimer = setTimeout(() => backoff.reset(), timing.stableMs);
      if (!isPolling) {
        blocked.tryAgain();
        probing.reset();
      }
      let old: Connection | undefined;
      if (connection === next) [old, current, next] = [current, next, undefined];
      options.onOpened(connection);
      old?.retire();
      tracker.setOpen(true, isPolling);
      if (isPolling) void probe();
      else renew();
    },
    closed(connection, code) {
      if (connection.isPolling) blocked.tryAgain();
      if (connection !== current && connection !== next) return; // it was on its way out
      if (code !== undefined && AUTH_CLOSE_CODES.has(code)) refuseToken(connection, code);
      else if (!established.has(connection) && !connection.isPolling) blocked.failed();
      if (connection === next) {
        next = undefined;
        void (current?.isPolling ? probe() : retry(renew));
        return;
      }
      clearTimeout(stableTimer);
      // What was to take over has to, whether it is there yet or not.
      current = next;
      next = undefined;
      tracker.setOpen(false);
      // Those that it served come back by themselves; those that an older one still serves don't notice.
      if (options.isServing()) void retry(() => options.isServing() && whenConnected(() => {}));
    },
    ping(connection, payload) {
      if (connection !== current) return;
      if (payload?.["type"] === "renew") onRenewRequest?.(payload as RenewRequest);
      if (payload?.["type"] === "upstream") tracker.setUpstream(toUpstreamState(payload["state"]));
    },
  };

  function refuseToken({ token }: Connection, code: string | number | undefined): void {
    if (token !== undefined) tokens?.refuse(token);
    else onRenewRequest?.({ type: "renew", code });
  }

  /** Tries whether sockets work again, beside polling. */
  async function probe(): Promise<void> {
    const from = current;
    await probing.wait();
    if (!isDisposed && current === from && !next) next = open(newestToken, openConnection);
  }

  async function retry(attempt: () => unknown): Promise<void> {
    await backoff.wait();
    if (!isDisposed) attempt();
  }

  function open(
    token: string | undefined,
    opens = blocked.instead() ?? options.open ?? openConnection,
  ): Connection {
    const { url, webSocket, connectionParams, pacer } = options;
    tracker.refresh();
    const params =
      token === undefined ? connectionParams : async () => withToken(await connectionParams?.(), token);
    return opens({ url, webSocket, params, token, timing, pacer }, listener);
  }

  /** Opens a connection with the newest token beside the one in use. */
  function renew(): void {
    if (newestToken === undefined || !current?.isOpen() || current.isPolling) return;
    if (current.token === newestToken) return;
    if (next?.token === newestToken) return;
    const outdated = next;
    next = undefined;
    outdated?.dispose();
    if (current.users() === 0) {
      // Whatever comes next opens one with the newest token.
      current.dispose();
    } else next = open(newestToken);
  }

  const stopListening = tokens?.onChange(({ token }) => {
    newestToken = token;
    renew();
    void obtain();
  });

  async function obtain(): Promise<void> {
    if (isObtaining || !tokens) return;
    isObtaining = true;
    while (waiting.size > 0 && !isDisposed) {
      const found = await tokens.get(MIN_VALID_S).catch(() => undefined);
      if (isDisposed) break;
      if (found === null) {
        for (const [use, refuse] of waiting) {
          if (!refuse) continue; // there will be a token when somebody is signed in
          waiting.delete(use);
          refuse(new GqlError({ kind: "auth", message: "Nobody is signed in." }));
        }
        break;
      }
      if (!found) {
        await backoff.wait();
        continue;
      }
      newestToken = found.token;
      current ??= open(found.token);
      const uses = [...waiting.keys()];
      waiting.clear();
      for (const use of uses) use(current);
    }
    isObtaining = false;
  }

  function whenConnected(
    use: (connection: Connection) => void,
    refuse?: (error: GqlError) => void,
  ): () => void {
    if (!current && !tokens && !isDisposed) current = open(undefined);
    if (current) {
      use(current);
      return () => {};
    }
    waiting.set(use, refuse);
    void obtain();
    return () => void waiting.delete(use);
  }

  return {
    whenConnected,
    refuseToken,
    terminate: () => current?.terminate(),
    dispose() {
      isDisposed = true;
      stopListening?.();
      clearTimeout(stableTimer);
      waiting.clear();
      probing.hurry();
      const open = [current, next];
      current = next = undefined;
      for (const connection of open) connection?.dispose();
    },
  };
}

function toUpstreamState(state: unknown): UpstreamState {
  return state === "open" || state === "polling" ? state : "connecting";
}

function withToken(params: Record<string, unknown> | undefined, token: string): Record<string, unknown> {
  return {
    ...params,
    headers: { ...(params?.["headers"] as object | undefined), authorization: `Bearer ${token}` },
  };
}
