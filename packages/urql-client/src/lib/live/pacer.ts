/** Frames that cost less than this are handled as they come, in milliseconds. */
const CHEAP_MS = 2;
/** How many times as long as the last frames took none is handled after them. */
const REST = 6;
const MAX_REST_MS = 500;
/** Timers that set timers come 4 ms later from the fifth on (HTML, section 8.6); React's slices are of 5 ms. */
const UNCLAMPED_TURNS = 5;
const LATE_MS = 6;

/** Leaves a page time for other things. */
export interface Pacer {
  /**
   * Handles a frame of a live query, now or later, or never when a newer one with the same key comes before.
   * @param key What the frame is the newest state of.
   */
  take(key: unknown, handle: () => void): void;
  /** Forgets the frame that waits under a key. */
  drop(key: unknown): void;
  /** Handles everything that waits. */
  flush(): void;
  dispose(): void;
}

/**
 * Each frame of a live query holds everything, so of several only the newest has to be handled. A page that needs long for one, with all
 * that it causes, rests for a multiple of that afterwards, so that it always has most of its time for the person who uses it.
 *
 * @returns The pacer of one page.
 */
export function createPacer(): Pacer {
  const waiting = new Map<unknown, () => void>();
  let resting: ReturnType<typeof setTimeout> | undefined;
  let isHandling = false;

  function handleAll(frames: Iterable<() => void>): void {
    const isOutermost = !isHandling;
    isHandling = true;
    try {
      for (const handle of frames) handle();
    } finally {
      if (isOutermost) isHandling = false;
    }
  }

  function takeWaiting(): (() => void)[] {
    const frames = [...waiting.values()];
    waiting.clear();
    return frames;
  }

  function work(frames: Iterable<() => void>): void {
    const startedAt = Date.now();
    handleAll(frames);
    watch(startedAt, Date.now(), 1);
  }

  // React renders what they cause in slices: as long as timers come late, the page is still at it.
  function watch(startedAt: number, busyUntil: number, turn: number): void {
    resting = setTimeout(() => {
      const now = Date.now();
      const cost = busyUntil - startedAt;
      if (now - busyUntil > (turn < UNCLAMPED_TURNS ? CHEAP_MS : LATE_MS) && cost < MAX_REST_MS)
        watch(startedAt, now, turn + 1);
      else if (cost <= CHEAP_MS) goOn();
      else resting = setTimeout(goOn, Math.min(cost * REST, MAX_REST_MS));
    });
  }

  function goOn(): void {
    resting = undefined;
    if (waiting.size > 0) work(takeWaiting());
  }

  return {
    take(key, handle) {
      // One that is handed from socket to query has had its turn. Nobody waits for a page that is hidden, and its timers come very late.
      if (isHandling || (resting !== undefined && isHidden())) {
        waiting.delete(key);
        handleAll([handle]);
      } else if (resting === undefined) work([handle]);
      else waiting.set(key, handle);
    },
    drop: (key) => void waiting.delete(key),
    flush: () => handleAll(takeWaiting()),
    dispose() {
      clearTimeout(resting);
      waiting.clear();
    },
  };
}

function isHidden(): boolean {
  return typeof document !== "undefined" && document.hidden;
}
