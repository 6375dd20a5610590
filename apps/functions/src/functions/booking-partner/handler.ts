import { z } from "zod";
import { toAnswer } from "../../bookings/answer.ts";
import { readBooking, writeAnswer } from "../../bookings/booking-store.ts";
import { isSignedByPartner } from "../../partner/signature.ts";
import { defineCallback } from "../../runtime/define-callback.ts";
import { done, giveUp } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** The restaurant decided, or took its word back: writes that down, if it still answers what is asked. */
export const bookingPartner = defineCallback({
  name: "booking-partner",
  input,
  isAuthentic: (signed, { partnerCallbackSecret, now }) =>
    isSignedByPartner(signed, partnerCallbackSecret, now()),
  async run(callback, { hasura }) {
    const { clientReference: id, sequence: revision } = callback;
    if (!z.uuid().safeParse(id).success) return giveUp(`callback ${callback.id} is about no booking of ours`);
    const answer = toAnswer(callback);
    if (!answer) return done("nothing is decided yet");
    if (await writeAnswer(hasura, { id, revision }, answer)) return done(`the booking is ${answer.status}`);

    const booking = await readBooking(hasura, id);
    if (!booking) return giveUp(`callback ${callback.id} is about booking ${id}, which is not there`);
    return done(`the booking stays ${booking.status} at revision ${booking.revision}`);
  },
});
