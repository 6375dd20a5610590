import { setTimeout as delay } from "node:timers/promises";

import { readPartnerBooks } from "./partner-books.ts";

/** Somebody at the restaurants who takes back what was agreed. */
export interface Restaurant {
  /** @returns How many reservations it has cancelled. */
  cancelled(): number;
  stop(): Promise<void>;
}

const PAUSE_MS = 700;

/**
 * Cancels each of these reservations once, as soon as it is confirmed or considered, through the partner's controls. The partner
 * is killed all the time.
 */
export function startRestaurant(controlUrl: string, clientReferences: readonly string[]): Restaurant {
  const left = new Set(clientReferences);
  const stop = new AbortController();

  async function cancel(clientReference: string): Promise<void> {
    const response = await fetch(`${controlUrl}/cancel`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ clientReference, reason: "A pipe has burst." }),
    });
    if (response.ok) left.delete(clientReference);
  }

  async function work(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const { reservations } = await readPartnerBooks(controlUrl);
        for (const { clientReference, status } of reservations) {
          const isHeld = status === "confirmed" || status === "pending";
          if (isHeld && left.has(clientReference)) await cancel(clientReference);
        }
      } catch {
        // The partner was killed. Whether it has cancelled before shows next time.
      }
      await delay(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  }
  const working = work();
  return {
    cancelled: () => clientReferences.length - left.size,
    async stop() {
      stop.abort();
      await working;
    },
  };
}
