import { createBackoff } from "../live/backoff.ts";
import { isOffline } from "../live/wake.ts";

/** Whether the API can be reached, as far as requests have told. */
export interface Pause {
  /** Nothing is sent now. */
  isOn(): boolean;
  /** The last request was answered. */
  isReached(): boolean;
  /** A request was answered. */
  reached(): void;
  /** A request was not answered. */
  missed(): void;
  /** Sends nothing until it is time to try again. */
  start(): void;
  /** It is time to try again. */
  readonly end: () => void;
  stop(): void;
}

/** @param on Called when it begins, and when it is time to try again: ever later, but at once when the page wakes up or the network is back. */
export function createPause(on: { start: () => void; end: () => void }): Pause {
  const backoff = createBackoff({ firstMs: 500, maxMs: 30_000 });
  let isOn = false;
  let isReached = true;
  let isOver = false;
  return {
    isOn: () => isOn,
    isReached: () => isReached,
    reached() {
      isReached = true;
      backoff.reset();
    },
    missed() {
      isReached = false;
    },
    start() {
      isReached = false;
      if (isOn || isOver) return;
      isOn = true;
      on.start();
      void (async () => {
        do await backoff.wait();
        while (!isOver && isOffline());
        isOn = false;
        if (!isOver) on.end();
      })();
    },
    end: () => backoff.hurry(),
    stop() {
      isOver = true;
      backoff.hurry();
    },
  };
}
