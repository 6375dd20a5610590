import type { Reservation } from "./reservation.ts";

/** Restaurants that take their time. */
export interface Thinking {
  /** Decides a pending reservation when its time has come, unless something newer is known by then. */
  about(reservation: Reservation): void;
  /** Starts nothing more; resolves when the decisions under way are written. */
  stop(): Promise<void>;
}

/**
 * @param decide Called when a reservation's time has come.
 * @param now Clock in milliseconds.
 * @param report Receives one line per decision that failed.
 */
export function createThinking(
  decide: (clientReference: string, sequence: number) => Promise<void>,
  now: () => number,
  report: (line: string) => void,
): Thinking {
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  function start(clientReference: string, sequence: number): void {
    const work = decide(clientReference, sequence).catch((error: unknown) =>
      report(`booking-partner: ${clientReference} was not decided: ${String(error)}`),
    );
    underWay.add(work);
    void work.then(() => underWay.delete(work));
  }

  return {
    about({ clientReference, sequence, decideAt = 0 }) {
      if (stopped) return;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          start(clientReference, sequence);
        },
        Math.max(0, decideAt - now()),
      );
      timers.add(timer);
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}
