import { bookingRow, statusesBefore, type BookingStatus } from "@potluck/contracts";
import { z } from "zod";
import type { HasuraClient, Operation } from "../runtime/hasura-client.ts";

const booking = bookingRow
  .pick({ id: true, status: true, revision: true, starts_at: true, party_size: true })
  .extend({ restaurant: z.object({ slug: z.string() }) });

/** A booking as far as asking the restaurant needs it. */
export type Booking = z.output<typeof booking>;

/** What the restaurant said, in the columns of a booking. */
export type Answer =
  | { status: "confirmed"; partner_reference: string | null }
  | { status: "declined"; reason: string | null; alternatives: string[] }
  | { status: "cancelled"; reason: string | null };

const found = z.object({ bookings_by_pk: booking.nullable() });
const affected = z.object({ update_bookings: z.object({ affected_rows: z.number() }) });
const attempted = z.object({
  update_bookings: z.object({ returning: z.array(z.object({ failed_attempts: z.number() })).max(1) }),
});

const findBooking: Operation<z.output<typeof found>> = {
  data: found,
  text: /* GraphQL */ `
    query FindBooking($id: uuid!) {
      bookings_by_pk(id: $id) {
        id
        status
        revision
        starts_at
        party_size
        restaurant {
          slug
        }
      }
    }
  `,
};

const answerBooking: Operation<z.output<typeof affected>> = {
  data: affected,
  text: /* GraphQL */ `
    mutation AnswerBooking(
      $id: uuid!
      $revision: Int!
      $from: [booking_statuses_enum!]!
      $answer: bookings_set_input!
    ) {
      update_bookings(
        where: { id: { _eq: $id }, revision: { _eq: $revision }, status: { _in: $from } }
        _set: $answer
      ) {
        affected_rows
      }
    }
  `,
};

const countFailedAttempt: Operation<z.output<typeof attempted>> = {
  data: attempted,
  text: /* GraphQL */ `
    mutation CountFailedAttempt(
      $id: uuid!
      $revision: Int!
      $status: booking_statuses_enum!
      $now: timestamptz!
    ) {
      update_bookings(
        where: { id: { _eq: $id }, revision: { _eq: $revision }, status: { _eq: $status } }
        _inc: { failed_attempts: 1 }
        _set: { last_attempt_at: $now }
      ) {
        returning {
          failed_attempts
        }
      }
    }
  `,
};

/** @returns The booking as it is now; null when it is gone. */
export async function readBooking(hasura: HasuraClient, id: string): Promise<Booking | null> {
  return (await hasura.request(findBooking, { id })).bookings_by_pk;
}

/**
 * Writes an answer of the restaurant, in one statement and only where it still answers the question: for the revision it was given
 * to, and forwards.
 *
 * @returns Whether the booking took it.
 */
export async function writeAnswer(
  hasura: HasuraClient,
  { id, revision }: { id: string; revision: number },
  answer: Answer,
): Promise<boolean> {
  const data = await hasura.request(answerBooking, {
    id,
    revision,
    from: statusesLeadingTo(answer.status),
    answer,
  });
  return data.update_bookings.affected_rows > 0;
}

/**
 * Counts an attempt to reach the restaurant that failed, so that the page can say that it takes longer.
 *
 * @returns How many there were for this revision; null when the booking has moved on.
 */
export async function writeFailedAttempt(
  hasura: HasuraClient,
  { id, revision, status }: Pick<Booking, "id" | "revision" | "status">,
  now: Date,
): Promise<number | null> {
  const data = await hasura.request(countFailedAttempt, { id, revision, status, now: now.toISOString() });
  return data.update_bookings.returning[0]?.failed_attempts ?? null;
}

/** A host who cancels is answered with `cancelled` only: never does a table come back that way. */
function statusesLeadingTo(status: Answer["status"]): BookingStatus[] {
  const before = statusesBefore(status);
  return status === "cancelled" ? before : before.filter((other) => other !== "cancelling");
}
