import { describe, expect, it } from "vitest";
import { findRestaurant } from "./catalogue.ts";
import { arrivalTimes, whyClosed } from "./opening-hours.ts";
import type { Restaurant } from "./restaurant.ts";

const restaurant = (slug: string): Restaurant => {
  const found = findRestaurant(slug);
  if (!found) throw new Error(`There is no ${slug}.`);
  return found;
};
const lucia = restaurant("osteria-lucia");
const utc = (text: string) => Date.parse(text);
const texts = (times: Iterable<number>) =>
  [...times].map((time) => new Date(time).toISOString().slice(0, 16));

describe("whyClosed", () => {
  it.each([
    ["when the doors open", "2026-11-17T18:00:00Z"],
    ["in the last minute", "2026-11-17T21:29:00Z"],
    ["for lunch", "2026-11-17T12:00:00Z"],
  ])("lets guests come %s", (_case, arrival) => {
    expect(whyClosed(lucia, utc(arrival))).toBeUndefined();
  });

  it("says when the restaurant is open that day", () => {
    expect(whyClosed(lucia, utc("2026-11-17T21:30:00Z"))).toBe(
      "Osteria Lucia is closed at 22:30. On Tuesdays it takes guests from 12:30 to 14:30 and from 19:00 to 22:30.",
    );
  });

  it("says on which day the restaurant is closed", () => {
    expect(whyClosed(lucia, utc("2026-11-16T19:00:00Z"))).toBe("Osteria Lucia is closed on Mondays.");
  });

  it("goes by the clock on the wall, in summer and in winter", () => {
    // The last Saturday of summer time and the first Tuesday of winter time: doors open at 19:00 by the clock.
    expect(whyClosed(lucia, utc("2026-10-24T16:59:00Z"))).toMatch(/closed at 18:59/);
    expect(whyClosed(lucia, utc("2026-10-24T17:00:00Z"))).toBeUndefined();
    expect(whyClosed(lucia, utc("2026-10-27T17:59:00Z"))).toMatch(/closed at 18:59/);
    expect(whyClosed(lucia, utc("2026-10-27T18:00:00Z"))).toBeUndefined();
  });
});

describe("arrivalTimes", () => {
  it("gives every half hour, after the given time, by the clock of each day", () => {
    expect(texts(arrivalTimes(lucia, utc("2026-10-24T19:40:00Z"), 4))).toEqual([
      "2026-10-24T20:00",
      ...[
        "11:30",
        "12:00",
        "12:30",
        "13:00",
        "18:00",
        "18:30",
        "19:00",
        "19:30",
        "20:00",
        "20:30",
        "21:00",
      ].map((time) => `2026-10-27T${time}`),
    ]);
  });

  it("leaves out what the clock skips and does not repeat what it shows twice", () => {
    const nightOwl: Restaurant = {
      ...lucia,
      openingHours: [{ firstWeekday: 7, lastWeekday: 7, opens: "01:30", closes: "03:30" }],
    };
    expect(texts(arrivalTimes(nightOwl, utc("2026-03-28T12:00:00Z"), 2))).toEqual([
      "2026-03-29T00:30",
      "2026-03-29T01:00",
    ]);
    expect(texts(arrivalTimes(nightOwl, utc("2026-10-24T12:00:00Z"), 2))).toEqual([
      "2026-10-24T23:30",
      "2026-10-25T00:00",
      "2026-10-25T00:30",
      "2026-10-25T02:00",
    ]);
  });
});
