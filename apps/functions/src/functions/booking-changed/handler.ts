import { settleBooking } from "../../bookings/settle-booking.ts";
import { defineEvent } from "../../runtime/define-event.ts";
import { giveUp } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** A host wishes something else: asks the restaurant for that instead. */
export const bookingChanged = defineEvent({
  name: "booking-changed",
  input,
  async run({ event }, context) {
    if (!event.data.new) return giveUp(`there is no new row in an event ${event.op}`);
    return settleBooking(context, event.data.new.id);
  },
});
