import type { OpenConnection } from "./connection.ts";
import { isOffline } from "./wake.ts";

/** So many sockets in so many milliseconds that did not open: they are blocked on the way. */
const BLOCKED_AFTER = 3;
const BLOCKED_WITHIN_MS = 10_000;

/** What is known of whether websockets come through. */
export interface BlockedSockets {
  /** What to open instead, while they seem to be blocked. */
  readonly instead: () => OpenConnection | undefined;
  /** A socket did not open. */
  failed(): void;
  /** A socket has opened, or what was opened instead is over: sockets are to be tried again. */
  tryAgain(): void;
}

/** @param load Loads what to open instead. */
export function noticeBlockedSockets(load: (() => Promise<OpenConnection>) | undefined): BlockedSockets {
  let failedAt: number[] = [];
  let instead: OpenConnection | undefined;
  return {
    instead: () => instead,
    failed() {
      const now = Date.now();
      failedAt = [...failedAt.filter((at) => now - at < BLOCKED_WITHIN_MS), now];
      if (failedAt.length < BLOCKED_AFTER || isOffline()) return;
      failedAt = [];
      load?.().then(
        (open) => (instead = open),
        () => {}, // its code can't be loaded: there is no answer over HTTP either
      );
    },
    tryAgain() {
      failedAt = [];
      instead = undefined;
    },
  };
}
