import { toGqlError, toServerError, type GqlError } from "../error.ts";
import { createBackoff } from "../live/backoff.ts";
import type { Connection, OperationKind } from "../live/connection.ts";
import { createConnections, type ConnectionsOptions } from "../live/connections.ts";
import type { UpstreamState } from "../live/connection-state.ts";
import { executeOnce } from "../live/execute-once.ts";
import type { SocketRequest } from "../live/hub.ts";
import { startLogicalSubscription } from "../live/logical-subscription.ts";
import { wakeSignals } from "../live/wake.ts";
import { shareSubscription, type SharedSubscription } from "./shared-subscription.ts";
import type { FromLeader, OperationRef, ToLeader } from "./tab-message.ts";

/** What a leader says, but for its own name. */
export type LeaderSays = FromLeader extends infer Message
  ? Message extends FromLeader
    ? Omit<Message, "leader">
    : never
  : never;

/** Serves the tabs of one user. */
export interface Leader {
  readonly state: () => UpstreamState;
  receive(message: ToLeader): void;
  /** A tab is gone. */
  drop(tab: string): void;
  resign(): void;
}

/** An operation of a tab. */
interface Served {
  ref: OperationRef;
  stop(): void;
  /** A stream follows here. */
  readonly leaveFor?: (connection: Connection) => void;
}

const REOPEN = [{ message: "Open it again, from where you are.", extensions: { code: "reopen" } }];

/**
 * @param options How to reach the API.
 * @param tell Called with what the tabs have to know.
 * @returns A leader that has begun.
 */
export function createLeader(options: ConnectionsOptions, tell: (says: LeaderSays) => void): Leader {
  const { timing } = options;
  const served = new Map<string, Served>();
  const shared = new Map<string, SharedSubscription<OperationRef>>();
  const backoff = createBackoff({ firstMs: timing.firstRetryMs, maxMs: timing.maxRetryMs });
  const stopWaking = wakeSignals(() => backoff.hurry());
  let own: UpstreamState = "connecting";
  let isUpstreamOpen = true;

  const connections = createConnections({
    ...options,
    pacer: undefined, // a tab that is busy is no reason for others to wait
    backoff,
    tracker: {
      refresh() {},
      setOpen(isOpen, isPolling) {
        own = !isOpen ? "connecting" : isPolling ? "polling" : "open";
        isUpstreamOpen = true;
        tell({ type: "state", state: stateNow() });
      },
      setUpstream(state) {
        isUpstreamOpen = state !== "connecting";
        tell({ type: "state", state: stateNow() });
      },
    },
    onOpened(connection) {
      for (const subscription of shared.values()) subscription.handOver(connection);
      for (const { leaveFor } of served.values()) leaveFor?.(connection);
    },
    isServing: () => served.size > 0,
  });
  // Whoever asks next finds it on its way.
  connections.whenConnected(() => {});

  function stateNow(): UpstreamState {
    return isUpstreamOpen ? own : "connecting";
  }

  function end(ref: OperationRef, errors: readonly unknown[] | undefined): void {
    if (served.delete(keyOf(ref))) tell({ type: "ended", to: [ref], errors });
  }

  function fail(ref: OperationRef, error: GqlError): void {
    end(ref, error.kind === "network" ? undefined : [toServerError(error)]);
  }

  function serve(ref: OperationRef, kind: OperationKind, body: string): Served {
    if (kind === "live") return serveLive(ref, body);
    const request = JSON.parse(body) as SocketRequest;
    return kind === "stream" ? serveStream(ref, request) : serveOnce(ref, request);
  }

  function serveLive(ref: OperationRef, body: string): Served {
    let subscription = shared.get(body);
    if (!subscription) {
      const request = JSON.parse(body) as SocketRequest;
      subscription = shareSubscription<OperationRef>({
        patienceMs: timing.handoverMs,
        open: (sink) =>
          startLogicalSubscription(request, sink, {
            ...connections,
            timing,
            pause: backoff.wait,
            answered() {},
          }),
        next(to, result) {
          if (to.length > 0) tell({ type: "next", to, result });
        },
        refused(refs, error) {
          shared.delete(body);
          for (const each of refs) fail(each, error);
        },
      });
      shared.set(body, subscription);
    }
    const joined = subscription;
    joined.join(ref);
    return {
      ref,
      stop() {
        if (!joined.leave(ref)) return;
        joined.stop();
        if (shared.get(body) === joined) shared.delete(body);
      },
    };
  }

  // Only the tab knows where its stream stands: whenever it is interrupted, the tab opens it again.
  function serveStream(ref: OperationRef, request: SocketRequest): Served {
    let usedBy: Connection | undefined;
    let endOnIt: (() => void) | undefined;
    const stopWaiting = connections.whenConnected((connection) => {
      usedBy = connection;
      endOnIt = connection.start(request, {
        kind: "stream",
        next: (result) => tell({ type: "next", to: [ref], result }),
        ended(errors) {
          const isRefused = errors !== undefined && toGqlError(errors).kind === "auth";
          if (isRefused) connections.refuseToken(connection, toGqlError(errors).serverCode);
          end(ref, errors);
        },
      });
    });
    const stop = (): void => {
      stopWaiting();
      endOnIt?.();
    };
    return {
      ref,
      stop,
      leaveFor(connection) {
        if (!usedBy || usedBy === connection) return;
        stop();
        end(ref, REOPEN);
      },
    };
  }

  function serveOnce(ref: OperationRef, request: SocketRequest): Served {
    const abort = new AbortController();
    const answer = executeOnce(request, {
      repeatable: false, // the tab knows better
      signal: abort.signal,
      ...connections,
      pause: backoff.wait,
    });
    answer.then(
      (result) => {
        if (abort.signal.aborted) return;
        tell({ type: "next", to: [ref], result });
        end(ref, undefined);
      },
      (error: unknown) => fail(ref, toGqlError(error)),
    );
    return { ref, stop: () => abort.abort() };
  }

  return {
    state: stateNow,
    receive(message) {
      switch (message.type) {
        case "start": {
          const ref = { tab: message.tab, id: message.id };
          served.set(keyOf(ref), serve(ref, message.kind, message.body));
          return;
        }
        case "stop": {
          const key = keyOf(message);
          const operation = served.get(key);
          served.delete(key);
          return operation?.stop();
        }
        case "wake":
          return backoff.hurry();
        case "reconnect":
          return connections.terminate();
      }
    },
    drop(tab) {
      for (const [key, operation] of served) {
        if (operation.ref.tab !== tab) continue;
        served.delete(key);
        operation.stop();
      }
    },
    resign() {
      stopWaking();
      for (const operation of served.values()) operation.stop();
      served.clear();
      connections.dispose();
      backoff.hurry();
    },
  };
}

function keyOf({ tab, id }: OperationRef): string {
  return `${tab} ${id}`;
}
