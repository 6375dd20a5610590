import type { Activity, BookingRow } from "@potluck/contracts";

/**
 * @param before Null for a new booking.
 * @param after The row after one change.
 * @param restaurant Name of the restaurant after it.
 * @returns What the change means to people; null when they see none.
 */
export function toBookingActivity(
  before: BookingRow | null,
  after: BookingRow,
  restaurant: string,
): Activity | null {
  const table = {
    bookingId: after.id,
    restaurant,
    startsAt: after.starts_at,
    partySize: after.party_size,
  };
  if (before && before.revision === after.revision && before.status === after.status) return null;
  switch (after.status) {
    case "requested": {
      const changed =
        before && (before.status === "requested" || before.status === "confirmed")
          ? toChanged(before, after)
          : [];
      return changed.length > 0
        ? { kind: "booking-changed", payload: { ...table, changed } }
        : { kind: "booking-requested", payload: table };
    }
    case "cancelling":
      return { kind: "booking-cancelling", payload: table };
    case "confirmed":
      return { kind: "booking-confirmed", payload: { ...table, reference: after.partner_reference } };
    case "declined":
      return { kind: "booking-declined", payload: { ...table, reason: after.reason } };
    case "cancelled": {
      // Only a host begins to cancel; what was cancelled without that, the restaurant took back.
      const by = before?.status === "cancelling" ? "host" : "restaurant";
      return { kind: "booking-cancelled", payload: { ...table, by, reason: after.reason } };
    }
  }
}

function toChanged(before: BookingRow, after: BookingRow): ("restaurant" | "startsAt" | "partySize")[] {
  const changed: ("restaurant" | "startsAt" | "partySize")[] = [];
  if (before.restaurant_id !== after.restaurant_id) changed.push("restaurant");
  if (Date.parse(before.starts_at) !== Date.parse(after.starts_at)) changed.push("startsAt");
  if (before.party_size !== after.party_size) changed.push("partySize");
  return changed;
}
