import type { BookingStatus } from "@potluck/contracts";

/** What decides which of two states of a booking is the newer one. */
export interface BookingVersion {
  /** Counts what people asked for. */
  revision: number;
  status: BookingStatus;
}

// Those of the table `booking_statuses`. Not imported from the contracts, whose schemas a page can do without.
const ranks: Record<BookingStatus, number> = {
  requested: 10,
  cancelling: 15,
  confirmed: 20,
  declined: 30,
  cancelled: 40,
};

/**
 * Compares two states of one booking. The database never lets the pair of revision and rank get smaller.
 *
 * @param a One state.
 * @param b The other.
 * @returns Negative when `a` is the older one, positive when it is the newer one, 0 for the same step.
 */
export function compareVersions(a: BookingVersion, b: BookingVersion): number {
  return a.revision - b.revision || ranks[a.status] - ranks[b.status];
}

/** Columns that the database clears when people ask for something else. */
interface Answer {
  partner_reference: string | null;
  reason: string | null;
  alternatives: unknown;
  failed_attempts: number;
}

/** A booking as it is painted. */
export interface ShownBooking<Row> {
  booking: Row;
  /** Whether it shows what the person just asked for and the API has not acknowledged yet. */
  isPredicted: boolean;
  /** The newest state that came from the API. */
  floor: BookingVersion;
}

/**
 * What the person themself is doing to the booking: asking for the first table, or for another one, which is on its way; or a first one
 * for which asking failed.
 */
export type OwnChange = "asking" | "changing" | "failed";

/**
 * Decides what is painted when a booking changes. It never goes back to an older state, in whatever order states arrive, with one
 * exception: what the person asks for is painted before the API has heard of it, and taken back when it fails, which is told.
 *
 * @param shown What is painted now; null for no table.
 * @param booking What came: from the API, or with the person's own change painted over it. Bookings are never deleted, so null is
 *   older than any of them.
 * @param change What the person is doing to it.
 * @returns What to paint.
 */
export function advanceBooking<Row extends BookingVersion & Answer & { id: string }>(
  shown: ShownBooking<Row> | null,
  booking: Row | null,
  change: OwnChange | null,
): ShownBooking<Row> | null {
  if (!booking) return shown?.isPredicted && change === "failed" ? null : shown;
  const known = shown?.booking.id === booking.id ? shown : null;
  const floor = known?.floor ?? booking;
  const step = compareVersions(booking, floor);
  if (step > 0) return { booking, isPredicted: false, floor: booking };
  // A change leaves the list of those on their way a moment before its answer is painted.
  const isExpected = change === "changing" || (step < 0 && known?.isPredicted === true);
  if (isExpected && booking.status === "requested") {
    return { booking: asNewWish(booking, floor), isPredicted: true, floor };
  }
  if (known && step < 0) return { ...known, isPredicted: false };
  return { booking, isPredicted: change === "asking", floor };
}

/** What the database makes of a row when people ask for something else. */
function asNewWish<Row extends BookingVersion & Answer>(booking: Row, floor: BookingVersion): Row {
  return {
    ...booking,
    revision: floor.revision + 1,
    partner_reference: null,
    reason: null,
    alternatives: [],
    failed_attempts: 0,
  };
}
