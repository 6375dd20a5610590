import { setTimeout as delay } from "node:timers/promises";

import type { AdminApi } from "../support/admin-api.ts";
import type { StoredBooking } from "./stored-bookings.ts";

interface Activity {
  kind: string;
  payload: { bookingId?: string };
}

/** Kinds of activity that tell of a person's wish; each wish makes one revision. */
const WISHES = ["booking-requested", "booking-changed", "booking-cancelling"];

/**
 * Waits until everything that happened to the bookings is told in the activity of their dinners.
 *
 * @param patience Seconds.
 * @returns What is not told by then, or told twice, in words.
 */
export async function findUntold(
  api: AdminApi,
  bookings: readonly StoredBooking[],
  patience: number,
): Promise<string[]> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    const told = await readTold(api);
    const untold = bookings.flatMap((booking) => describeUntold(booking, told.get(booking.id) ?? []));
    if (untold.length === 0 || performance.now() > deadline) return untold;
    await delay(500);
  }
}

/** Each wish must be told once, and the last answer at least once: what was answered in between may differ from run to run. */
function describeUntold({ id, revision, status }: StoredBooking, kinds: readonly string[]): string[] {
  const wishes = kinds.filter((kind) => WISHES.includes(kind)).length;
  const isEndTold = kinds.includes(`booking-${status}`);
  if (wishes === revision && isEndTold) return [];
  return [`${id}: ${wishes} of ${revision} wishes, ${status} ${isEndTold ? "" : "not "}told`];
}

/** @returns The kinds of activity of each booking. */
async function readTold(api: AdminApi): Promise<Map<string, string[]>> {
  const { activity } = await api<{ activity: Activity[] }>(
    `{ activity(where: { kind: { _like: "booking-%" } }) { kind payload } }`,
  );
  const told = new Map<string, string[]>();
  for (const { kind, payload } of activity) {
    const id = payload.bookingId ?? "";
    told.set(id, [...(told.get(id) ?? []), kind]);
  }
  return told;
}
