import { setTimeout as delay } from "node:timers/promises";

/** What the booking partner has written down. */
export interface PartnerBooks {
  reservations: PartnerReservation[];
  tables: PartnerTable[];
  undeliveredCallbacks: unknown[];
  /** Of the process that runs now. */
  counters: Record<string, number>;
}

/** One reservation at the partner. */
export interface PartnerReservation {
  clientReference: string;
  sequence: number;
  status: string;
  reference?: string;
}

/** One table of a restaurant, with who holds it when, earliest first. */
export interface PartnerTable {
  /** Slug. */
  restaurant: string;
  table: number;
  seats: number;
  holds: { clientReference: string; startsAt: string }[];
}

/** Reads the partner's books through its controls. */
export async function readPartnerBooks(controlUrl: string): Promise<PartnerBooks> {
  const response = await fetch(`${controlUrl}/state`);
  return (await response.json()) as PartnerBooks;
}

/**
 * Waits until the partner has told everything: a decision that we have not heard of is no disagreement yet.
 *
 * @param patience Seconds.
 * @throws {Error} where some callback is still on its way then
 */
export async function untilDelivered(controlUrl: string, patience: number): Promise<void> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    const { undeliveredCallbacks } = await readPartnerBooks(controlUrl);
    if (undeliveredCallbacks.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`After ${patience} s nobody has taken ${JSON.stringify(undeliveredCallbacks[0])}`);
    await delay(500);
  }
}

const STAY_MS = 2 * 60 * 60 * 1000;

/** @returns Tables that two parties hold at the same time, and bookings that hold more than one table, in words. */
export function findDoubleReservations({ tables }: PartnerBooks): string[] {
  const found: string[] = [];
  const holders = new Set<string>();
  for (const { restaurant, table, holds } of tables) {
    for (const [index, hold] of holds.entries()) {
      if (holders.has(hold.clientReference)) found.push(`${hold.clientReference} holds two tables`);
      holders.add(hold.clientReference);
      const next = holds[index + 1];
      if (next && Date.parse(next.startsAt) - Date.parse(hold.startsAt) < STAY_MS)
        found.push(`table ${table} of ${restaurant}: ${hold.clientReference} and ${next.clientReference}`);
    }
  }
  return found;
}
