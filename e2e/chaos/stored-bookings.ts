import { setTimeout as delay } from "node:timers/promises";

import type { AdminApi } from "../support/admin-api.ts";

/** A booking as it is stored. */
export interface StoredBooking {
  id: string;
  revision: number;
  status: string;
  party_size: number;
  starts_at: string;
  restaurant_id: string;
  partner_reference: string | null;
  restaurant: { slug: string };
}

/**
 * Waits until all bookings are in a final state.
 *
 * @param count How many there must be.
 * @param patience Seconds.
 * @throws {Error} naming some that are still open then.
 */
export async function untilFinal(api: AdminApi, count: number, patience: number): Promise<StoredBooking[]> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    // The API may have been killed.
    const rows = await readBookings(api).catch(() => []);
    const open = rows.filter(({ status }) => status === "requested" || status === "cancelling");
    if (rows.length === count && open.length === 0) return rows;
    if (performance.now() > deadline) {
      const some = JSON.stringify(open.slice(0, 5));
      throw new Error(`${open.length} of ${rows.length} bookings are open after ${patience} s: ${some}`);
    }
    await delay(500);
  }
}

async function readBookings(api: AdminApi): Promise<StoredBooking[]> {
  const { bookings } = await api<{ bookings: StoredBooking[] }>(
    "{ bookings { id revision status party_size starts_at restaurant_id partner_reference restaurant { slug } } }",
  );
  return bookings;
}

/** @returns How many bookings there are in each state. */
export function countStates(bookings: readonly StoredBooking[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of bookings) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Adds dinners of one host: each can have one booking. @returns their ids */
export async function addDinners(api: AdminApi, host: string, count: number): Promise<string[]> {
  const objects = Array.from({ length: count }, (_, index) => ({
    title: `Dinner ${index + 1}`,
    starts_at: "2031-05-01T18:00:00Z",
    owner_id: host,
  }));
  const { insert_dinners } = await api<{ insert_dinners: { returning: { id: string }[] } }>(
    "mutation Add($objects: [dinners_insert_input!]!) { insert_dinners(objects: $objects) { returning { id } } }",
    { objects },
  );
  return insert_dinners.returning.map(({ id }) => id);
}
