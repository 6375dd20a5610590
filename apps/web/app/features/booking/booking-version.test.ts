import { bookingStatuses, bookingStatusRanks } from "@potluck/contracts";
import type { BookingStatus } from "@potluck/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { advanceBooking, compareVersions } from "./booking-version.ts";
import type { ShownBooking } from "./booking-version.ts";

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

/** Paints a sequence of what came; `*` marks what comes while a change of the person is on its way. */
function paint(...came: readonly (Row | readonly ["*", Row])[]): string[] {
  let shown: ShownBooking<Row> | null = null;
  return came.map((each) => {
    const [isChanging, booking] = "id" in each ? [false, each] : [true, each[1]];
    shown = advanceBooking(shown, booking, isChanging);
    return `${shown.booking.revision} ${shown.booking.status}${shown.isPredicted ? "*" : ""}`;
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
    const first = advanceBooking<Row>(null, declined, false);
    const shown = advanceBooking(first, { ...declined, status: "requested" }, true);
    expect(shown.isPredicted).toBe(true);
    expect(shown.booking).toEqual(row(2, "requested"));
  });

  it("keeps what the person asked for until the answer is painted", () => {
    const came = paint(
      row(1, "confirmed"),
      ["*", row(1, "requested")],
      row(1, "requested"),
      row(2, "requested"),
    );
    expect(came).toEqual(["1 confirmed", "2 requested*", "2 requested*", "2 requested"]);
  });

  it("goes back when what the person asked for fails, and holds again after that", () => {
    const came = paint(
      row(1, "confirmed"),
      ["*", row(1, "requested")],
      row(1, "confirmed"),
      row(1, "requested"),
    );
    expect(came).toEqual(["1 confirmed", "2 requested*", "1 confirmed", "1 confirmed"]);
  });

  it("knows a change that was on its way before the booking came on screen", () => {
    expect(paint(["*", row(3, "requested")], row(4, "requested"), row(4, "confirmed"))).toEqual([
      "4 requested*",
      "4 requested",
      "4 confirmed",
    ]);
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
          shown = advanceBooking(shown, row(revision, status), false);
          return { revision: shown.booking.revision, status: shown.booking.status };
        });
        expect(painted).toEqual(painted.toSorted(compareVersions));
        expect(painted.at(-1)).toEqual(versions.toSorted(compareVersions).at(-1));
      }),
    );
  });
});
