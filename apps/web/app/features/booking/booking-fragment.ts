import { graphql } from "~/graphql.ts";
import type { ResultOf } from "~/graphql.ts";

/** A dinner's request for a table, and what became of it. */
export const BookingFragment = graphql(`
  fragment Booking on bookings {
    id
    dinner_id
    restaurant_id
    party_size
    starts_at
    status
    revision
    partner_reference
    reason
    alternatives
    failed_attempts
    updated_at
    restaurant {
      id
      slug
      name
      city
      photo
      time_zone
    }
  }
`);

/** A booking as a component reads it. */
export type Booking = ResultOf<typeof BookingFragment>;

/**
 * The booking of a dinner, as a query of its own: pages that read it share it. It stays live from one to the other, so that no page
 * begins with an answer from before what the person did on the last one.
 */
export const BookingOfDinner = graphql(
  `
    query BookingOfDinner($dinner: uuid!) {
      bookings(where: { dinner_id: { _eq: $dinner } }) {
        id
        ...Booking
      }
    }
  `,
  [BookingFragment],
);
