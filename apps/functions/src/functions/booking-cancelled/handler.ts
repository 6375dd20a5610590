import { releaseTable, settleBooking } from "../../bookings/settle-booking.ts";
import { defineEvent } from "../../runtime/define-event.ts";
import { giveUp } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** A host cancelled, or the dinner was deleted with its booking: gives the table back. */
export const bookingCancelled = defineEvent({
  name: "booking-cancelled",
  input,
  async run({ event, delivery_info: { current_retry: attempts } }, context) {
    if (event.data.new) return settleBooking(context, event.data.new.id);
    if (!event.data.old) return giveUp(`there is no row in an event ${event.op}`);
    const { id, revision } = event.data.old;
    return releaseTable(context, id, revision + 1, attempts);
  },
});
