import { bookingStatuses, bookingStatusRanks } from "@potluck/contracts";
import type { BookingStatus } from "@potluck/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { advanceBooking, compareVersions } from "./booking-version.ts";
import type { OwnChange, ShownBooking } from "./booking-version.ts";

const row = (revision: number, status: BookingStatus, id = "a") => ({
  id,
  revision,
  status,
  partner_reference: null as string | null,
  reason: null as string | null,
  alternatives: [] as unknown,
  failed_attempts: 0,
});
type Row = ReturnType<typeof row>;

/** Paints a sequence of what came, each with what the person is doing meanwhile. */
function paint(...came: readonly (Row | null | readonly [OwnChange, Row | null])[]): string[] {
  let shown: ShownBooking<Row> | null = null;
  return came.map((each) => {
    const [change, booking]: readonly [OwnChange | null, Row | null] =
      each === null || "id" in each ? [null, each] : each;
    shown = advanceBooking(shown, booking, change);
    return shown
      ? `${shown.booking.revision} ${shown.booking.status}${shown.isPredicted ? "*" : ""}`
      : "none";
  });
}

describe("compareVersions", () => {
  it("counts a new wish above every answer to the one before", () => {
    expect(compareVersions(row(2, "requested"), row(1, "cancelled"))).toBeGreaterThan(0);
  });

  it("ranks states of one wish as the contracts do", () => {
    const ranked = bookingStatuses.toSorted((a, b) => compareVersions(row(1, a), row(1, b)));
    expect(ranked).toEqual(bookingStatuses.toSorted((a, b) => bookingStatusRanks[a] - bookingStatusRanks[b]));
  });
});

describe("advanceBooking", () => {
  it("paints every step forward", () => {
    expect(
      paint(row(1, "requested"), row(1, "confirmed"), row(2, "cancelling"), row(2, "cancelled")),
    ).toEqual(["1 requested", "1 confirmed", "2 cancelling", "2 cancelled"]);
  });

  it("paints nothing that is older than what is painted", () => {
    expect(paint(row(2, "confirmed"), row(2, "requested"), row(1, "declined"), row(2, "declined"))).toEqual([
      "2 confirmed",
      "2 confirmed",
      "2 confirmed",
      "2 declined",
    ]);
  });

  it("paints what the person asks for at once, as the database will count it", () => {
    const declined = { ...row(1, "declined"), reason: "full", alternatives: ["later"] };
    const first = advanceBooking<Row>(null, declined, null);
    const shown = advanceBooking(first, { ...declined, status: "requested" }, "changing");
    expect(shown?.isPredicted).toBe(true);
    expect(shown?.booking).toEqual(row(2, "requested"));
  });

  it("keeps what the person asked for until the answer is painted", () => {
    const came = paint(
      row(1, "confirmed"),
      ["changing", row(1, "requested")],
      row(1, "requested"),
      row(2, "requested"),
    );
    expect(came).toEqual(["1 confirmed", "2 requested*", "2 requested*", "2 requested"]);
  });

  it("goes back when what the person asked for fails, and holds again after that", () => {
    const came = paint(
      row(1, "confirmed"),
      ["changing", row(1, "requested")],
      row(1, "confirmed"),
      row(1, "requested"),
    );
    expect(came).toEqual(["1 confirmed", "2 requested*", "1 confirmed", "1 confirmed"]);
  });

  it("knows a change that was on its way before the booking came on screen", () => {
    expect(paint(["changing", row(3, "requested")], row(4, "requested"), row(4, "confirmed"))).toEqual([
      "4 requested*",
      "4 requested",
      "4 confirmed",
    ]);
  });

  it("paints a first table at once and keeps it, whatever comes from before it was asked for", () => {
    const asked = row(1, "requested");
    expect(paint(null, ["asking", asked], null, asked, null, row(1, "confirmed"))).toEqual([
      "none",
      "1 requested*",
      "1 requested*",
      "1 requested",
      "1 requested",
      "1 confirmed",
    ]);
  });

  it("takes a first table back when asking for it fails", () => {
    expect(paint(["asking", row(1, "requested")], ["failed", null])).toEqual(["1 requested*", "none"]);
    expect(paint(row(1, "declined"), ["failed", null])).toEqual(["1 declined", "1 declined"]);
  });

  it("begins anew with another booking", () => {
    expect(paint(row(5, "cancelled"), row(1, "requested", "b"))).toEqual(["5 cancelled", "1 requested"]);
  });

  it("never goes back, in whatever order and however often states arrive", () => {
    const version = fc.record({
      revision: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom(...bookingStatuses),
    });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 30 }), (versions) => {
        let shown: ShownBooking<Row> | null = null;
        const painted = versions.map(({ revision, status }) => {
          const next = advanceBooking(shown, row(revision, status), null);
          shown = next;
          return { revision: next?.booking.revision ?? 0, status: next?.booking.status ?? "requested" };
        });
        expect(painted).toEqual(painted.toSorted(compareVersions));
        expect(painted.at(-1)).toEqual(versions.toSorted(compareVersions).at(-1));
      }),
    );
  });
});
