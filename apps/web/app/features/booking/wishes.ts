import type { Booking } from "./booking-fragment.ts";
import type { TableWish } from "./table-input.ts";

/**
 * Tells whether a booking is, or is about to be, the table that somebody would like. Asking for it again would give it back first.
 *
 * @param booking What was asked for before.
 * @param wish What is asked for now.
 * @returns False also for the same table when it was declined or cancelled.
 */
export function isAskedFor(
  booking: Pick<Booking, "status" | "restaurant_id" | "party_size" | "starts_at">,
  wish: TableWish,
): boolean {
  return (
    (booking.status === "requested" || booking.status === "confirmed") &&
    booking.restaurant_id === wish.restaurant_id &&
    booking.party_size === wish.party_size &&
    Date.parse(booking.starts_at) === Date.parse(wish.starts_at)
  );
}
