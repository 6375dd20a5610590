import { describe, expect, it } from "vitest";

import { isOpenAt, summariseHours } from "./opening-hours.ts";

const days = (first: number, last: number, opens: string, closes: string) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ weekday: first + index, opens, closes }));

const words = (times: Parameters<typeof summariseHours>[0]) =>
  summariseHours(times).map((line) => `${line.days}, ${line.hours.join(" and ")}`);

describe("summariseHours", () => {
  it("takes days with the same hours together", () => {
    expect(words(days(3, 7, "19:00:00", "23:00:00"))).toEqual(["Wed–Sun, 19:00–23:00"]);
  });

  it("names both stretches of a day, whatever their order", () => {
    const times = [...days(2, 6, "19:00", "22:30"), ...days(2, 6, "12:30", "14:30")];
    expect(words(times)).toEqual(["Tue–Sat, 12:30–14:30 and 19:00–22:30"]);
  });

  it("tells different days apart, in the order of the week", () => {
    const times = [...days(6, 7, "12:00", "23:59"), ...days(1, 5, "13:00", "23:30")];
    expect(words(times)).toEqual(["Mon–Fri, 13:00–23:30", "Sat–Sun, 12:00–midnight"]);
  });

  it("says where a day is left out", () => {
    const times = [...days(1, 1, "18:00", "22:00"), ...days(4, 5, "18:00", "22:00")];
    expect(words(times)).toEqual(["Mon, Thu–Fri, 18:00–22:00"]);
  });

  it("calls the whole week every day", () => {
    expect(words(days(1, 7, "12:00", "15:00"))).toEqual(["Every day, 12:00–15:00"]);
    expect(words([])).toEqual([]);
  });
});

describe("isOpenAt", () => {
  const times = days(3, 7, "19:00:00", "23:00:00");

  it("goes by the restaurant's own clocks and calendar", () => {
    // A Wednesday; in Tokyo it is Thursday already.
    expect(isOpenAt(times, "2026-11-25T19:30:00Z", "Europe/Lisbon")).toBe(true);
    expect(isOpenAt(times, "2026-11-25T18:30:00Z", "Europe/Lisbon")).toBe(false);
    expect(isOpenAt(times, "2026-11-25T18:30:00Z", "Europe/Berlin")).toBe(true);
    expect(isOpenAt(times, "2026-11-24T19:30:00Z", "Europe/Lisbon")).toBe(false);
    expect(isOpenAt(times, "2026-11-29T10:30:00Z", "Asia/Tokyo")).toBe(true);
  });

  it("takes nobody in the minute in which it closes", () => {
    expect(isOpenAt(times, "2026-11-25T22:59:00Z", "UTC")).toBe(true);
    expect(isOpenAt(times, "2026-11-25T23:00:00Z", "UTC")).toBe(false);
  });
});
