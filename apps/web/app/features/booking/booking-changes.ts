import { graphql } from "~/graphql.ts";

import { BookingFragment } from "./booking-fragment.ts";

/** Asks for a dinner's first table; its id is made by the browser, so that the request is there at once. */
export const AskForTable = graphql(
  `
    mutation AskForTable($booking: bookings_insert_input!) {
      insert_bookings_one(object: $booking) {
        id
        ...Booking
      }
    }
  `,
  [BookingFragment],
);

/** Asks for another table instead, or for the same one again. */
export const ChangeTable = graphql(
  `
    mutation ChangeTable($id: uuid!, $set: bookings_set_input!) {
      update_bookings_by_pk(pk_columns: { id: $id }, _set: $set) {
        id
        ...Booking
      }
    }
  `,
  [BookingFragment],
);

/** Gives the table back. */
export const CancelBooking = graphql(`
  mutation CancelBooking($id: uuid!) {
    cancelBooking(bookingId: $id) {
      bookingId
      status
    }
  }
`);
