import type { BookingStatus } from "@potluck/contracts";

/** What the words about a booking are made from. */
export interface BookingFacts {
  status: BookingStatus;
  reason: string | null;
  failed_attempts: number;
  partner_reference: string | null;
  restaurant: { name: string };
}

/** How a booking stands, in words. */
export interface BookingWords {
  /** One word, for a badge. */
  name: string;
  tone: "neutral" | "accent" | "ready";
  /** What that means now. */
  sentence: string;
}

/**
 * Puts the state of a booking into words.
 *
 * @param booking The booking.
 * @param takesLong Whether the restaurant has been asked for longer than one expects.
 * @returns The words.
 */
export function describeBooking(booking: BookingFacts, takesLong: boolean): BookingWords {
  const { name } = booking.restaurant;
  const isSlow = takesLong || booking.failed_attempts > 0;
  switch (booking.status) {
    case "requested":
      return {
        name: "Requested",
        tone: "neutral",
        sentence: isSlow ? "Still asking, we keep trying. Nothing is lost." : `Asking ${name}…`,
      };
    case "confirmed":
      return { name: "Confirmed", tone: "ready", sentence: `${name} expects you.` };
    case "declined":
      return { name: "Declined", tone: "accent", sentence: booking.reason ?? `${name} has no table then.` };
    case "cancelling":
      return {
        name: "Cancelling",
        tone: "neutral",
        sentence: isSlow ? `Still telling ${name}, we keep trying.` : `Telling ${name} that nobody comes…`,
      };
    case "cancelled":
      return {
        name: "Cancelled",
        tone: "neutral",
        sentence: describeCancellation(booking),
      };
  }
}

/** Only a restaurant gives a reason, and only what was confirmed has a reference. */
function describeCancellation({ reason, partner_reference, restaurant }: BookingFacts): string {
  if (reason) return `${restaurant.name} had to cancel: ${reason}`;
  return partner_reference ? "The table was given back." : "The request was taken back.";
}

/**
 * Says for how many a table is.
 *
 * @param partySize At least 1.
 * @returns For example `for 4`.
 */
export function describeParty(partySize: number): string {
  return partySize === 1 ? "for one" : `for ${partySize}`;
}
