import type { Reservation } from "../partner/reservation.ts";
import type { Answer } from "./booking-store.ts";

/** @returns What a reservation says, in the columns of a booking; null while nothing is decided. */
export function toAnswer({ status, reference, reason, alternatives }: Reservation): Answer | null {
  switch (status) {
    case "pending":
      return null;
    case "confirmed":
      return { status, partner_reference: reference ?? null };
    case "declined":
      return { status, reason: reason ?? null, alternatives: alternatives ?? [] };
    case "cancelled":
      // With a reason a cancellation is the restaurant's, without one the host's.
      return { status, reason: reason ?? "It gave no reason." };
  }
}

/** The answer when the partner will never take a request as it is. */
export const notAccepted: Answer = {
  status: "declined",
  reason: "The restaurant does not take this request as it is. Try another time, party size or restaurant.",
  alternatives: [],
};

/** The answer when the partner holds a later request than we know of, under the same reference. */
export const outOfStep: Answer = {
  status: "declined",
  reason: "The restaurant could not match this request with an earlier one. Please ask again.",
  alternatives: [],
};
