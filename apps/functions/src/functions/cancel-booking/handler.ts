import { cancelledBooking, type CancelledBooking } from "@potluck/contracts";
import { z } from "zod";
import { defineAction } from "../../runtime/define-action.ts";
import type { Operation } from "../../runtime/hasura-client.ts";
import { done, refused } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

const rows = z.array(z.object({ status: cancelledBooking.shape.status })).max(1);
const cancelled = z.object({ update_bookings: z.object({ returning: rows }) });
const found = z.object({ bookings: rows });

const cancelAsHost: Operation<z.output<typeof cancelled>> = {
  data: cancelled,
  text: /* GraphQL */ `
    mutation CancelAsHost($id: uuid!, $userId: String!) {
      update_bookings(
        where: {
          id: { _eq: $id }
          status: { _nin: [cancelling, cancelled] }
          dinner: { members: { user_id: { _eq: $userId }, role: { _eq: host } } }
        }
        _set: { status: cancelling }
      ) {
        returning {
          status
        }
      }
    }
  `,
};

const findAsHost: Operation<z.output<typeof found>> = {
  data: found,
  text: /* GraphQL */ `
    query FindAsHost($id: uuid!, $userId: String!) {
      bookings(
        where: { id: { _eq: $id }, dinner: { members: { user_id: { _eq: $userId }, role: { _eq: host } } } }
      ) {
        status
      }
    }
  `,
};

/** Begins to cancel a booking, in whatever state it is; the restaurant is told by the event that follows. */
export const cancelBooking = defineAction({
  name: "cancel-booking",
  input,
  async run({ input: { bookingId }, session }, { hasura }) {
    const userId = session["x-hasura-user-id"];
    if (!userId) return refused("sign-in-required", "Sign in, then cancel again.");

    // Whether the caller is a host is part of the statement that writes, and the caller goes along so that the event names them.
    const variables = { id: bookingId, userId };
    const written = await hasura.request(cancelAsHost, variables, { "user-id": userId });
    const [booking] = written.update_bookings.returning.length
      ? written.update_bookings.returning
      : (await hasura.request(findAsHost, variables)).bookings;
    // The same to whoever is no host: it tells nothing about which bookings exist.
    if (!booking) return refused("booking-not-found", "Only a host can cancel the booking of a dinner.");
    const answer: CancelledBooking = { bookingId, status: booking.status };
    return done(answer);
  },
});
