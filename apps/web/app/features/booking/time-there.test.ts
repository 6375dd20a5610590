import { describe, expect, it } from "vitest";

import { timeThere } from "./time-there.ts";

const berlin = { time_zone: "Europe/Berlin", city: "Berlin" };

describe("timeThere", () => {
  it("says nothing where the clocks show the same", () => {
    expect(timeThere("2026-11-29T19:00:00Z", "Europe/Paris", berlin)).toBeNull();
  });

  it("tells the time there, with its day where that differs", () => {
    expect(timeThere("2026-11-29T19:00:00Z", "Europe/Lisbon", berlin)).toBe("20:00 in Berlin");
    expect(timeThere("2026-11-29T23:30:00Z", "Europe/Lisbon", berlin)).toBe(
      "Monday 30 November, 00:30 in Berlin",
    );
  });
});
