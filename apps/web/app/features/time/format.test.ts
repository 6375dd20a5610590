import { describe, expect, it } from "vitest";

import { dateWords, daysUntil, fromNow, timeAgo } from "./format.ts";

const noon = Date.UTC(2026, 10, 22, 12);
const inDays = (days: number) => noon + days * 86_400_000;

describe("dateWords", () => {
  it("tells a moment in the words of its zone", () => {
    expect(dateWords("2026-11-28T23:30:00Z", "UTC")).toEqual({
      weekday: "Saturday",
      day: "28",
      month: "November",
      year: "2026",
      time: "23:30",
    });
    expect(dateWords("2026-11-28T23:30:00Z", "Europe/Berlin")).toMatchObject({
      weekday: "Sunday",
      day: "29",
      time: "00:30",
    });
  });
});

describe("daysUntil", () => {
  it("counts midnights, not hours", () => {
    expect(daysUntil("2026-11-23T00:30:00Z", Date.parse("2026-11-22T23:30:00Z"), "UTC")).toBe(1);
    expect(daysUntil("2026-11-23T00:30:00Z", Date.parse("2026-11-22T23:30:00Z"), "America/New_York")).toBe(0);
  });

  it("is not thrown off by a day of 23 or 25 hours", () => {
    expect(daysUntil("2026-03-30T10:00:00Z", Date.parse("2026-03-28T10:00:00Z"), "Europe/Berlin")).toBe(2);
    expect(daysUntil("2026-10-26T10:00:00Z", Date.parse("2026-10-24T10:00:00Z"), "Europe/Berlin")).toBe(2);
  });
});

describe("fromNow", () => {
  it("says it as at a table", () => {
    const said = [0, 1, -1, 6, -6, 21, -21, 120].map((days) => fromNow(inDays(days), noon, "UTC"));
    expect(said).toEqual([
      "today",
      "tomorrow",
      "yesterday",
      "in 6 days",
      "6 days ago",
      "in 3 weeks",
      "3 weeks ago",
      "in 4 months",
    ]);
  });
});

describe("timeAgo", () => {
  const said = (minutes: number) => timeAgo(noon - minutes * 60_000, noon, "UTC");

  it("gets coarser the longer ago it is", () => {
    expect([0.5, 1, 59, 60, 119, 11 * 60].map(said)).toEqual([
      "just now",
      "a minute ago",
      "59 minutes ago",
      "an hour ago",
      "an hour ago",
      "11 hours ago",
    ]);
    expect([13 * 60, 2 * 24 * 60].map(said)).toEqual(["yesterday", "2 days ago"]);
  });

  it("is not surprised by a clock that is ahead", () => {
    expect(said(-3)).toBe("just now");
  });
});
