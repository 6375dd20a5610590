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

/** The table of a dinner. */
export const TheTableFragment = graphql(
  `
    fragment TheTable on dinners {
      id
      booking {
        id
        ...Booking
      }
    }
  `,
  [BookingFragment],
);
