import { z } from "zod";

/** States of a booking, by rank, in the order of the database's `booking_status_rank`: within one revision it only moves to a higher one. */
export const bookingStatusRanks = {
  requested: 10,
  cancelling: 15,
  confirmed: 20,
  declined: 30,
  cancelled: 40,
} as const;

/** How far a request for a table has come. */
export type BookingStatus = keyof typeof bookingStatusRanks;

/** All states, lowest rank first. */
export const bookingStatuses = Object.keys(bookingStatusRanks) as [BookingStatus, ...BookingStatus[]];

/** @returns The states from which a booking may move to this one without a new wish of a person. */
export function statusesBefore(status: BookingStatus): BookingStatus[] {
  return bookingStatuses.filter((other) => bookingStatusRanks[other] < bookingStatusRanks[status]);
}

/** What a function reads of a row of `bookings`. */
export const bookingRow = z.object({
  id: z.uuid(),
  dinner_id: z.uuid(),
  restaurant_id: z.uuid(),
  requested_by: z.string(),
  party_size: z.number().int(),
  starts_at: z.string(),
  status: z.enum(bookingStatuses),
  revision: z.number().int(),
  partner_reference: z.string().nullable(),
  reason: z.string().nullable(),
});

/** A row of `bookings`. */
export type BookingRow = z.infer<typeof bookingRow>;

/** Arguments of the action `cancelBooking`. */
export const cancelBookingInput = z.object({ bookingId: z.uuid() });

/** Result of the action `cancelBooking`. */
export const cancelledBooking = z.object({
  bookingId: z.uuid(),
  status: z.enum(bookingStatuses),
});
/** Result of the action `cancelBooking`. */
export type CancelledBooking = z.infer<typeof cancelledBooking>;
