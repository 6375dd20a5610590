import { describe, expect, it } from "vitest";
import { instantOf, localTimeOf } from "./local-time.ts";

const utc = (text: string) => Date.parse(text);

describe("localTimeOf", () => {
  it.each([
    ["2026-07-01T10:30:00Z", "Europe/Berlin", "2026-07-01", 3, 750],
    ["2026-01-01T10:30:00Z", "Europe/Berlin", "2026-01-01", 4, 690],
    ["2026-11-15T23:30:00Z", "Europe/Rome", "2026-11-16", 1, 30],
    ["2026-11-16T02:00:00Z", "America/New_York", "2026-11-15", 7, 1260],
  ])("%s in %s", (instant, timeZone, date, weekday, minutes) => {
    expect(localTimeOf(utc(instant), timeZone)).toEqual({ date, weekday, minutes });
  });
});

describe("instantOf", () => {
  it.each([
    ["in winter", "2026-01-10", 19 * 60, "Europe/Lisbon", "2026-01-10T19:00:00Z"],
    ["in summer", "2026-07-10", 19 * 60, "Europe/Lisbon", "2026-07-10T18:00:00Z"],
    [
      "on the evening of the day that loses an hour",
      "2026-03-29",
      19 * 60,
      "Europe/Berlin",
      "2026-03-29T17:00:00Z",
    ],
    [
      "on the evening of the day that has an hour twice",
      "2026-10-25",
      19 * 60,
      "Europe/Berlin",
      "2026-10-25T18:00:00Z",
    ],
    ["the first time that the clock shows it", "2026-10-25", 150, "Europe/Berlin", "2026-10-25T00:30:00Z"],
    ["where half an hour is changed", "2026-10-04", 150, "Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ])("finds the instant %s", (_case, date, minutes, timeZone, expected) => {
    expect(instantOf(date, minutes, timeZone)).toBe(utc(expected));
  });

  it("knows that the clock skips an hour", () => {
    expect(instantOf("2026-03-29", 150, "Europe/Berlin")).toBeUndefined();
    expect(instantOf("2026-03-29", 120 - 1, "Europe/Berlin")).toBe(utc("2026-03-29T00:59:00Z"));
    expect(instantOf("2026-03-29", 180, "Europe/Berlin")).toBe(utc("2026-03-29T01:00:00Z"));
  });

  it("is the inverse of localTimeOf on every half hour of a year, save the ones shown twice", () => {
    let shownTwice = 0;
    for (
      let instant = utc("2026-01-01T00:00:00Z");
      instant < utc("2027-01-01T00:00:00Z");
      instant += 1_800_000
    ) {
      const { date, minutes } = localTimeOf(instant, "Europe/Madrid");
      const back = instantOf(date, minutes, "Europe/Madrid");
      if (back === instant) continue;
      expect(instant - (back ?? 0)).toBe(3_600_000);
      shownTwice += 1;
    }
    expect(shownTwice).toBe(2);
  });
});
