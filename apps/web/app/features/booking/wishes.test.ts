import { describe, expect, it } from "vitest";

import { isAskedFor } from "./wishes.ts";

const wish = { restaurant_id: "a", party_size: 4, starts_at: "2026-12-04T18:00:00.000Z" };
const booking = { ...wish, starts_at: "2026-12-04T18:00:00+00:00", status: "confirmed" as const };

describe("isAskedFor", () => {
  it("knows the same table, however its time is written", () => {
    expect(isAskedFor(booking, wish)).toBe(true);
    expect(isAskedFor({ ...booking, status: "requested" }, wish)).toBe(true);
  });

  it("asks again for what was declined, cancelled or is being cancelled", () => {
    for (const status of ["declined", "cancelled", "cancelling"] as const) {
      expect(isAskedFor({ ...booking, status }, wish)).toBe(false);
    }
  });

  it("tells another restaurant, time or party size apart", () => {
    expect(isAskedFor(booking, { ...wish, restaurant_id: "b" })).toBe(false);
    expect(isAskedFor(booking, { ...wish, party_size: 5 })).toBe(false);
    expect(isAskedFor(booking, { ...wish, starts_at: "2026-12-04T18:30:00Z" })).toBe(false);
  });
});
