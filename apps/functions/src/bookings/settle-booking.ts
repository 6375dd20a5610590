import type { FunctionContext } from "../context.ts";
import type { PartnerAnswer } from "../partner/booking-partner.ts";
import { FunctionError } from "../runtime/errors.ts";
import { done, giveUp, retryLater, type DeliveryOutcome } from "../runtime/outcome.ts";
import { notAccepted, outOfStep, toAnswer } from "./answer.ts";
import { readBooking, writeAnswer, writeFailedAttempt, type Answer, type Booking } from "./booking-store.ts";

const LONGEST_PAUSE_SECONDS = 30;

/**
 * Makes the booking partner agree with what the booking says now, and the booking with what the partner answers. It does not matter why or
 * how often it is called, nor what else runs: what it asks carries the revision it read, and what it writes applies to that revision only.
 *
 * @param bookingId Whose booking; what an event says beyond that may be old.
 * @param options `overdue`: the answer should be there by now, so the state is asked for where the partner only repeats `pending`.
 * @returns `done` when nothing is left to do now, also when a callback or a later event will; `retry-later` when the partner was not reached.
 * @throws FunctionError when the API cannot be reached or refuses; calling again is safe.
 */
export async function settleBooking(
  context: FunctionContext,
  bookingId: string,
  { overdue = false } = {},
): Promise<DeliveryOutcome> {
  const booking = await readBooking(context.hasura, bookingId);
  if (!booking) return done("the booking is gone");
  if (booking.status === "requested") return settleRequest(context, booking, overdue);
  if (booking.status === "cancelling") return settleCancellation(context, booking);
  return done(`the booking is ${booking.status}`);
}

/**
 * Gives back the table of a booking that is gone.
 *
 * @param sequence Above the booking's last revision: requests that are still on their way then come too late.
 * @param attempts Deliveries of this wish before.
 */
export async function releaseTable(
  { partner, report }: FunctionContext,
  bookingId: string,
  sequence: number,
  attempts: number,
): Promise<DeliveryOutcome> {
  const answer = await partner.cancel({ clientReference: bookingId, sequence });
  switch (answer.kind) {
    case "known":
    case "unknown":
    case "superseded":
      return done("the table is given back");
    case "refused":
      return giveUp(`the partner refuses to give back the table of ${bookingId}: ${answer.detail}`);
    case "locked-out":
      report(new FunctionError("FUNCTIONS_PARTNER_REFUSED", lockedOut(answer.detail)));
      return retryLater(answer.detail, LONGEST_PAUSE_SECONDS);
    case "unavailable":
      return retryLater(answer.detail, answer.retryAfterSeconds ?? pauseAfter(attempts + 1));
  }
}

async function settleRequest(
  context: FunctionContext,
  booking: Booking,
  overdue: boolean,
): Promise<DeliveryOutcome> {
  const { partner } = context;
  let answer = await partner.ask({
    clientReference: booking.id,
    sequence: booking.revision,
    restaurant: booking.restaurant.slug,
    startsAt: new Date(booking.starts_at).toISOString(),
    partySize: booking.party_size,
  });
  const isPending = answer.kind === "known" && answer.reservation.status === "pending";
  // The answer to the same key is the same answer, so what was decided since then shows in the state alone; and
  // so does what the partner holds that does not agree with this wish.
  if ((isPending && overdue) || answer.kind === "superseded") answer = await partner.look(booking.id);

  if (answer.kind === "refused") {
    context.report(new FunctionError("FUNCTIONS_PARTNER_REFUSED", `Booking ${booking.id}: ${answer.detail}`));
    return write(context, booking, notAccepted);
  }
  if (answer.kind !== "known" || answer.reservation.sequence < booking.revision)
    return postpone(context, booking, answer);
  // Where a person changed their mind meanwhile the guard lets this pass by; where nobody did, the request would never be answered.
  if (answer.reservation.sequence > booking.revision) return write(context, booking, outOfStep);
  const decision = toAnswer(answer.reservation);
  return decision ? write(context, booking, decision) : done("the restaurant decides later");
}

async function settleCancellation(context: FunctionContext, booking: Booking): Promise<DeliveryOutcome> {
  const { id, revision } = booking;
  let answer = await context.partner.cancel({ clientReference: id, sequence: revision });
  if (answer.kind === "superseded") answer = await context.partner.look(id);
  if (answer.kind === "known" && answer.reservation.status === "cancelled") {
    return write(context, booking, { status: "cancelled", reason: null });
  }
  return postpone(context, booking, answer);
}

async function write(
  { hasura }: FunctionContext,
  booking: Booking,
  answer: Answer,
): Promise<DeliveryOutcome> {
  const isTaken = await writeAnswer(hasura, booking, answer);
  return done(isTaken ? `the booking is ${answer.status}` : "the booking has moved on");
}

/** The partner was not reached, or what it says makes no sense: counts the attempt and asks for another one. */
async function postpone(
  context: FunctionContext,
  booking: Booking,
  answer: PartnerAnswer,
): Promise<DeliveryOutcome> {
  const attempts = await writeFailedAttempt(context.hasura, booking, context.now());
  if (attempts === null) return done("the booking has moved on");
  if (answer.kind === "unavailable") {
    return retryLater(answer.detail, answer.retryAfterSeconds ?? pauseAfter(attempts));
  }
  const detail =
    answer.kind === "locked-out"
      ? lockedOut(answer.detail)
      : `The partner does not agree about booking ${booking.id}, ${booking.status} at revision ${booking.revision}: ${JSON.stringify(answer)}`;
  context.report(new FunctionError("FUNCTIONS_PARTNER_REFUSED", detail));
  return retryLater(detail, LONGEST_PAUSE_SECONDS);
}

function lockedOut(detail: string): string {
  return `The partner does not let the functions in (${detail}); check BOOKING_PARTNER_API_KEY.`;
}

/** 2, 4, 8, 16, then 30 seconds: long enough for the partner to recover, short enough for a person who waits. */
function pauseAfter(attempts: number): number {
  return Math.min(2 ** Math.min(attempts, 10), LONGEST_PAUSE_SECONDS);
}
