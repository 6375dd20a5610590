import { createSubject, type Observable } from "../observable.ts";
import { isOffline } from "./wake.ts";

/** How the page's live data is doing. */
export type ConnectionState =
  /** Nothing is live. */
  | "idle"
  /** On the way there for the first time. */
  | "connecting"
  /** The API is connected, and every live query has had an answer since. */
  | "live"
  /** As `live`, but websockets are blocked: everything is asked again every so often. */
  | "polling"
  /** It was live: the socket, or the API behind the gateway, is lost, or a live query still waits for its answer. */
  | "reconnecting"
  /** Not connected, and the browser says that there is no network. */
  | "offline";

/** How the way to the API is, as whoever is at the other end of the socket knows it. */
export type UpstreamState = "connecting" | "open" | "polling";

/** Someone who uses the socket. */
export interface ConnectionUser {
  /** Its data is as new as the connection: it had an answer, or there will be none. */
  readonly answered: () => void;
  leave(): void;
}

/** Puts what is known of the connection together to one state. */
export interface ConnectionTracker {
  state: Observable<ConnectionState>;
  /** @param waits Whether it waits for an answer whenever the connection was interrupted. */
  join(waits: boolean): ConnectionUser;
  /** The connection is open and acknowledged, or not; `isPolling` where it is none but looks like one. */
  setOpen(isOpen: boolean, isPolling?: boolean): void;
  /** How the gateway at the other end of the socket reaches the API. */
  setUpstream(state: UpstreamState): void;
  /** Looks at the network again. */
  refresh(): void;
}

/** @returns The state of a connection that has not been made yet. */
export function createConnectionTracker(): ConnectionTracker {
  const state = createSubject<ConnectionState>("idle");
  const users = new Set<{ waits: boolean }>();
  // Those whose data may be older than the interruption.
  const behind = new Set<object>();
  let isSocketOpen = false;
  let isPolling = false;
  let upstream: UpstreamState = "open";

  function refresh(): void {
    const before = state.get();
    if (isSocketOpen && upstream !== "connecting" && behind.size === 0)
      state.set(isPolling || upstream === "polling" ? "polling" : "live");
    else if (users.size === 0) state.set("idle");
    else if (!isSocketOpen && isOffline()) state.set("offline");
    else state.set(before === "idle" || before === "connecting" ? "connecting" : "reconnecting");
  }

  function interrupt(): void {
    for (const user of users) if (user.waits) behind.add(user);
  }

  return {
    state,
    refresh,
    join(waits) {
      const user = { waits };
      users.add(user);
      if (waits && !isUpToDate(state.get())) behind.add(user);
      return {
        answered() {
          if (behind.delete(user)) refresh();
        },
        leave() {
          users.delete(user);
          behind.delete(user);
          refresh();
        },
      };
    },
    setOpen(isOpen, isPollingNow = false) {
      isSocketOpen = isOpen;
      isPolling = isPollingNow;
      if (!isOpen) {
        interrupt();
        upstream = "open"; // nothing is known of what is behind the next socket until it says so
      }
      refresh();
    },
    setUpstream(next) {
      upstream = next;
      if (next === "connecting") interrupt();
      refresh();
    },
  };
}

/** Whether data is as new as it can be in this state. */
export function isUpToDate(state: ConnectionState): state is "live" | "polling" {
  return state === "live" || state === "polling";
}
