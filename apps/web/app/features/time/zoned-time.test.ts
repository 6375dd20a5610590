import { describe, expect, it } from "vitest";

import { instantOf, isTimeZone, wallTimeOf } from "./zoned-time.ts";

describe("instantOf", () => {
  it("reads a wall time in its zone, in winter and in summer", () => {
    expect(instantOf("2026-01-15T19:30", "Europe/Lisbon")).toBe("2026-01-15T19:30:00.000Z");
    expect(instantOf("2026-07-15T19:30", "Europe/Lisbon")).toBe("2026-07-15T18:30:00.000Z");
    expect(instantOf("2026-07-15T00:15", "Asia/Kathmandu")).toBe("2026-07-14T18:30:00.000Z");
    expect(instantOf("2026-12-31T20:00", "America/New_York")).toBe("2027-01-01T01:00:00.000Z");
  });

  it("moves a time that the clocks skip to later", () => {
    expect(instantOf("2026-03-29T02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
  });

  it("takes the first of two moments when the clocks go back", () => {
    expect(instantOf("2026-10-25T02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  });

  it("knows what is no wall time", () => {
    for (const text of [
      "",
      "tomorrow",
      "2026-02-30T10:00",
      "2026-13-01T10:00",
      "2026-01-01T25:00",
      "2026-01-01",
    ]) {
      expect(instantOf(text, "UTC")).toBeNull();
    }
  });

  it("is undone by wallTimeOf throughout a year", () => {
    for (const zone of ["Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Chatham"]) {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 5 * 60 * 60 * 1000) {
        const wall = wallTimeOf(at, zone);
        expect(wallTimeOf(instantOf(wall, zone) ?? "", zone)).toBe(wall);
      }
    }
  });
});

describe("isTimeZone", () => {
  it("tells zones from other words", () => {
    expect(isTimeZone("Europe/Lisbon")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(isTimeZone("")).toBe(false);
  });
});
