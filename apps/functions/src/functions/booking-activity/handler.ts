import { actingPerson } from "../../activity/acting-person.ts";
import { readBackground } from "../../activity/background.ts";
import { recordActivity } from "../../activity/record-activity.ts";
import { toBookingActivity } from "../../bookings/booking-activity.ts";
import { defineEvent } from "../../runtime/define-event.ts";
import { done, giveUp } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** A booking took a step: writes that into the dinner's activity. */
export const bookingActivity = defineEvent({
  name: "booking-activity",
  input,
  async run(message, { hasura }) {
    const { old: before, new: booking } = message.event.data;
    if (!booking) return giveUp(`there is no new row in an event ${message.event.op}`);
    const { dinner_id: dinnerId, restaurant_id: restaurantId } = booking;
    const actor = actingPerson(message);

    const background = await readBackground(hasura, {
      dinnerId,
      users: [actor],
      restaurants: [restaurantId],
    });
    if (!background) return done("the dinner is gone");
    const activity = toBookingActivity(before, booking, background.restaurant(restaurantId));
    if (!activity) return done("nothing that people see has changed");
    return recordActivity(
      hasura,
      { ...activity, dinnerId, actorId: background.actor(actor), happenedAt: message.created_at },
      { eventId: message.id, function: "booking-activity" },
    );
  },
});
