/** What the booking partner has written down. */
export interface PartnerBooks {
  reservations: PartnerReservation[];
  tables: {
    restaurant: string;
    table: number;
    holds: { clientReference: string; startsAt: string }[];
  }[];
  undeliveredCallbacks: unknown;
}

/** One reservation at the partner. */
export interface PartnerReservation {
  clientReference: string;
  sequence: number;
  status: string;
  reference?: string;
}

/** Reads the partner's books through its controls. */
export async function readPartnerBooks(controlUrl: string): Promise<PartnerBooks> {
  const response = await fetch(`${controlUrl}/state`);
  return (await response.json()) as PartnerBooks;
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
