import type { HubSink, SocketResult } from "./hub.ts";

/** Frames that cost less than this are handed on as they come, in milliseconds. */
const CHEAP_MS = 2;
/** How many times as long as the last frames took none is handed on after them. */
const REST = 6;
const MAX_REST_MS = 500;

/** Leaves a page time for other things. */
export interface Pacer {
  /** @returns A sink for the frames of a live query, and what ends it. */
  pace(sink: HubSink): { sink: HubSink; stop: () => void };
  dispose(): void;
}

/**
 * Each frame of a live query holds everything, so of several only the newest has to be handed on. A page that needs long for one, with all
 * that it causes, rests for a multiple of that afterwards, so that it always has most of its time for the person who uses it.
 *
 * @returns The pacer of one page.
 */
export function createPacer(): Pacer {
  const waiting = new Map<HubSink, SocketResult>();
  let resting: ReturnType<typeof setTimeout> | undefined;

  function handOn(frames: ReadonlyMap<HubSink, SocketResult>): void {
    const startedAt = Date.now();
    for (const [sink, frame] of frames) sink.next(frame);
    // What they cause, such as rendering, is done before a timer gets its turn.
    resting = setTimeout(() => {
      const cost = Date.now() - startedAt;
      if (cost <= CHEAP_MS) goOn();
      else resting = setTimeout(goOn, Math.min(cost * REST, MAX_REST_MS));
    });
  }

  function goOn(): void {
    resting = undefined;
    if (waiting.size === 0) return;
    const frames = new Map(waiting);
    waiting.clear();
    handOn(frames);
  }

  return {
    pace(sink) {
      return {
        sink: {
          next(frame) {
            // Nobody waits for a page that is hidden, and its timers come very late.
            if (resting === undefined || isHidden()) {
              waiting.delete(sink);
              if (resting === undefined) handOn(new Map([[sink, frame]]));
              else sink.next(frame);
            } else waiting.set(sink, frame);
          },
          refused(error, retrying) {
            waiting.delete(sink);
            sink.refused(error, retrying);
          },
        },
        stop: () => void waiting.delete(sink),
      };
    },
    dispose() {
      clearTimeout(resting);
      waiting.clear();
    },
  };
}

function isHidden(): boolean {
  return typeof document !== "undefined" && document.hidden;
}
