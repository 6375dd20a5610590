import { bookingStatuses } from "@potluck/contracts";
import { describe, expect, it } from "vitest";

import { describeBooking, describeParty } from "./describe-booking.ts";
import type { BookingFacts } from "./describe-booking.ts";

const facts = (booking: Partial<BookingFacts>): BookingFacts => ({
  status: "requested",
  reason: null,
  failed_attempts: 0,
  partner_reference: null,
  restaurant: { name: "Saffron House" },
  ...booking,
});

describe("describeBooking", () => {
  it("says whom it asks, and that it keeps asking when that takes long or fails", () => {
    expect(describeBooking(facts({}), false).sentence).toBe("Asking Saffron House…");
    const slow = "Still asking, we keep trying. Nothing is lost.";
    expect(describeBooking(facts({}), true).sentence).toBe(slow);
    expect(describeBooking(facts({ failed_attempts: 2 }), false).sentence).toBe(slow);
    expect(describeBooking(facts({ status: "cancelling" }), true).sentence).toContain("we keep trying");
  });

  it("gives the restaurant's reason in its own words", () => {
    expect(describeBooking(facts({ status: "declined", reason: "We are full." }), false)).toEqual({
      name: "Declined",
      tone: "accent",
      sentence: "We are full.",
    });
    expect(describeBooking(facts({ status: "cancelled", reason: "The oven broke." }), false).sentence).toBe(
      "Saffron House had to cancel: The oven broke.",
    );
  });

  it("tells a table that the host gave back from one that the restaurant took", () => {
    const had = facts({ status: "cancelled", partner_reference: "SH-1" });
    expect(describeBooking(had, false).sentence).toBe("The table was given back.");
  });

  it("speaks of no table where there never was one", () => {
    expect(describeBooking(facts({ status: "cancelled" }), false).sentence).toBe(
      "The request was taken back.",
    );
  });

  it("has a name of its own for every state, and alarms nobody", () => {
    const words = bookingStatuses.map((status) => describeBooking(facts({ status }), false));
    expect(new Set(words.map(({ name }) => name)).size).toBe(bookingStatuses.length);
    expect(words.every(({ sentence }) => sentence.length > 0)).toBe(true);
  });
});

describe("describeParty", () => {
  it("says it as one says it on the telephone", () => {
    expect([1, 4].map(describeParty)).toEqual(["for one", "for 4"]);
  });
});
