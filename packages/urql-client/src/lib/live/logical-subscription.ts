import { toGqlError } from "../error.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { HubSink, SocketRequest, SocketResult, SocketTiming } from "./hub.ts";

/** What a logical subscription needs of its hub. */
export interface SubscriptionHost extends Pick<Connections, "refuseToken"> {
  /** Calls back with the connection to use, now or when there is one. @returns Stops waiting. */
  readonly whenConnected: (use: (connection: Connection) => void) => () => void;
  /** Waits before the next attempt. */
  readonly pause: () => Promise<void>;
  /** It had an answer. */
  readonly answered: () => void;
  timing: Pick<SocketTiming, "firstRetryMs" | "handoverMs">;
}

/** A subscription that outlives its connections. */
export interface LogicalSubscription {
  /** There is a newer connection than the one in use: go over to it. */
  handOver(connection: Connection): void;
  /** Whether some connection serves it now. */
  isServed(): boolean;
  stop(): void;
}

interface Leg {
  connection: Connection;
  end(): void;
}

/**
 * Starts a subscription that is issued again whenever its connection is lost, and on every newer connection before the old one goes.
 *
 * Two connections are not ordered with one another: the first frame of the new one was read after the subscription was issued there,
 * but frames of the old one that arrive meanwhile may have been read even later, and painting both would go back in time. So
 * from that moment on the old one's frames wait. When the new one speaks, its frame (which is full state) takes their place.
 * When it takes too long, the newest of them is delivered, and the question is asked again, with more patience.
 * A stream goes over at once, since it goes on from its own cursor.
 */
export function startLogicalSubscription(
  request: SocketRequest,
  sink: HubSink,
  host: SubscriptionHost,
): LogicalSubscription {
  /** Whose frames count. */
  let owner: Leg | undefined;
  /** Takes over with its first frame. */
  let heir: Leg | undefined;
  let waiting: { frame: SocketResult | undefined; timer: ReturnType<typeof setTimeout> } | undefined;
  let stopWaiting = (): void => {};
  let reopenedAt = -Infinity;
  let isOver = false;

  function deliver(frame: SocketResult): void {
    host.answered();
    sink.next(frame);
  }

  /** Ends the wait for the heir; @returns the frame that waited. */
  function take(): SocketResult | undefined {
    if (!waiting) return undefined;
    clearTimeout(waiting.timer);
    const { frame } = waiting;
    waiting = undefined;
    return frame;
  }

  function flush(): void {
    const frame = take();
    if (frame) deliver(frame);
  }

  function open(connection: Connection): Leg {
    const leg: Leg = { connection, end: () => {} };
    leg.end = connection.start(request, {
      kind: sink.isStream ? "stream" : "live",
      next(frame) {
        if (isOver) return;
        if (leg === heir) {
          take();
          owner?.end();
          owner = heir;
          heir = undefined;
        } else if (leg !== owner) return;
        if (waiting) waiting.frame = frame;
        else deliver(frame);
      },
      ended(errors) {
        if (isOver || (leg !== heir && leg !== owner)) return;
        if (leg === owner) {
          owner = undefined;
          if (heir) return; // what waits goes on waiting: the heir may speak of something older
        } else heir = undefined;
        flush();
        if (!owner) goOn(leg, errors);
      },
    });
    return leg;
  }

  function goOn({ connection }: Leg, errors: readonly unknown[] | undefined): void {
    // A live query has no end: where there is no error, the connection broke or the server is going away.
    if (!errors) return void again();
    const error = toGqlError(errors);
    if (error.serverCode === "reopen") return reopen();
    if (error.kind === "auth") host.refuseToken(connection, error.serverCode);
    const retrying = error.kind === "auth" || error.retryable;
    host.answered();
    sink.refused(error, retrying);
    if (retrying) void again();
    else isOver = true;
  }

  async function again(): Promise<void> {
    await host.pause();
    if (!isOver && !owner && !heir) start();
  }

  // A gateway that changes its own socket asks for this, and is ready for it; one that keeps asking has to wait.
  function reopen(): void {
    const now = Date.now();
    const isRepeated = now - reopenedAt < host.timing.firstRetryMs;
    reopenedAt = now;
    if (isRepeated) void again();
    else start();
  }

  function start(): void {
    stopWaiting();
    stopWaiting = host.whenConnected((connection) => (owner = open(connection)));
  }

  function inherit(connection: Connection, patienceMs: number): void {
    heir?.end();
    heir = open(connection);
    waiting = { frame: take(), timer: setTimeout(onImpatience, patienceMs) };

    function onImpatience(): void {
      if (!waiting) return;
      // As long as nothing of the old one is painted, the heir's first frame cannot be a step back.
      if (!waiting.frame) waiting.timer = setTimeout(onImpatience, patienceMs);
      else {
        flush();
        inherit(connection, patienceMs * 2);
      }
    }
  }

  start();
  return {
    handOver(connection) {
      if (isOver || owner?.connection === connection) return;
      if (owner && !sink.isStream) return inherit(connection, host.timing.handoverMs);
      const old = owner;
      heir?.end();
      heir = undefined;
      stopWaiting();
      owner = open(connection);
      old?.end();
    },
    isServed: () => owner !== undefined,
    stop() {
      isOver = true;
      stopWaiting();
      take();
      owner?.end();
      heir?.end();
    },
  };
}
