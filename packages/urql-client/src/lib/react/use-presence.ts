import { useEffect, useRef } from "react";
import { isUpToDate } from "../live/connection-state.ts";
import { useConnection } from "./use-client-state.ts";

/** How others learn that a page is open. Functions that change say so anew: keep them between renders (`useCallback`). */
export interface PresenceOptions {
  /**
   * Says that the page is open, by writing one and the same row every time: `insert … on_conflict`, whose key holds the page's id, in a
   * table whose view forgets rows that were silent for a while.
   */
  readonly announce: (pageId: string) => void;
  /** Says that it was left, as far as a closing page is heard; removes the row. */
  readonly leave: (pageId: string) => void;
  /** Milliseconds from one announcement to the next; 15,000 unless given. */
  beatMs?: number;
}

const BEAT_MS = 15_000;

/**
 * Tells others that this page is open: as soon as it is live, at every beat while it is visible, and when `announce` is another
 * function, since it has something else to say then. Nothing is sent before the API is reached, or while it isn't.
 */
export function usePresence({ announce, leave, beatMs = BEAT_MS }: PresenceOptions): void {
  const pageId = useRef<string>();
  const isLive = isUpToDate(useConnection());

  useEffect(() => {
    if (!isLive) return;
    const id = (pageId.current ??= crypto.randomUUID());
    const say = (): void => {
      if (document.visibilityState === "visible") announce(id);
    };
    say();
    const timer = setInterval(say, beatMs);
    document.addEventListener("visibilitychange", say);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", say);
    };
  }, [announce, beatMs, isLive]);

  useEffect(() => {
    const go = (): void => {
      if (pageId.current !== undefined) leave(pageId.current);
    };
    const goWhenHidden = (): void => {
      if (document.visibilityState === "hidden") go();
    };
    document.addEventListener("visibilitychange", goWhenHidden);
    return () => {
      document.removeEventListener("visibilitychange", goWhenHidden);
      go();
    };
  }, [leave]);
}
