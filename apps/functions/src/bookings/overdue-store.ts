import { bookingRow } from "@potluck/contracts";
import { z } from "zod";
import type { HasuraClient, Operation } from "../runtime/hasura-client.ts";

const overdue = bookingRow.pick({ id: true, revision: true });

/** A booking that has waited for too long. */
export type OverdueBooking = z.output<typeof overdue>;

const found = z.object({ bookings: z.array(overdue) });
const claimed = z.object({ update_bookings: z.object({ affected_rows: z.number() }) });

const findOverdue: Operation<z.output<typeof found>> = {
  data: found,
  text: /* GraphQL */ `
    query FindOverdueBookings($before: timestamptz!, $limit: Int!) {
      bookings(
        where: { status: { _in: [requested, cancelling] }, updated_at: { _lt: $before } }
        order_by: { updated_at: asc }
        limit: $limit
      ) {
        id
        revision
      }
    }
  `,
};

const claimOverdue: Operation<z.output<typeof claimed>> = {
  data: claimed,
  text: /* GraphQL */ `
    mutation ClaimOverdueBooking($id: uuid!, $revision: Int!, $before: timestamptz!, $now: timestamptz!) {
      update_bookings(
        where: {
          id: { _eq: $id }
          revision: { _eq: $revision }
          status: { _in: [requested, cancelling] }
          updated_at: { _lt: $before }
        }
        _set: { last_attempt_at: $now }
      ) {
        affected_rows
      }
    }
  `,
};

/** @returns Open bookings that nobody has touched since, the longest waiting first. */
export async function findOverdueBookings(
  hasura: HasuraClient,
  before: Date,
  limit: number,
): Promise<OverdueBooking[]> {
  return (await hasura.request(findOverdue, { before: before.toISOString(), limit })).bookings;
}

/**
 * Touches an overdue booking, which puts it at the end of the queue: one that waits for ever never keeps the others waiting.
 *
 * @returns Whether it was this caller who did; another run may have been faster.
 */
export async function claimOverdueBooking(
  hasura: HasuraClient,
  { id, revision }: OverdueBooking,
  before: Date,
  now: Date,
): Promise<boolean> {
  const variables = { id, revision, before: before.toISOString(), now: now.toISOString() };
  return (await hasura.request(claimOverdue, variables)).update_bookings.affected_rows > 0;
}
