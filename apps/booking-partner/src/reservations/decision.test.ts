import { describe, expect, it } from "vitest";
import { findRestaurant } from "../restaurants/catalogue.ts";
import type { Restaurant } from "../restaurants/restaurant.ts";
import { decide } from "./decision.ts";
import { createTablePlan } from "./table-plan.ts";

const NOW = Date.parse("2026-11-16T12:00:00Z");
const TUESDAY_19 = "2026-11-17T18:00:00.000Z";

function lucia(): Restaurant {
  const found = findRestaurant("osteria-lucia");
  if (!found) throw new Error("There is no osteria-lucia.");
  return found;
}

const wish = (startsAt: string, partySize: number) => ({
  sequence: 1,
  restaurant: "osteria-lucia",
  startsAt,
  partySize,
});

/** A plan in which every table for `partySize` is held from that time. */
function planWithout(startsAt: string, partySize: number) {
  const plan = createTablePlan();
  lucia().tables.forEach((seats, table) => {
    if (seats >= partySize)
      plan.hold(`holder-${table}`, { restaurant: "osteria-lucia", table, startsAt: Date.parse(startsAt) });
  });
  return plan;
}

describe("decide", () => {
  it.each([
    [1, 2],
    [2, 2],
    [3, 4],
    [5, 6],
    [8, 8],
  ])("gives a party of %i the smallest table that fits, which has %i seats", (partySize, seats) => {
    const decision = decide(lucia(), wish(TUESDAY_19, partySize), createTablePlan(), NOW);
    expect(decision.status === "confirmed" && lucia().tables[decision.table]).toBe(seats);
  });

  it("gives a bigger table where no smaller one is free", () => {
    const plan = createTablePlan();
    plan.hold("somebody", { restaurant: "osteria-lucia", table: 7, startsAt: Date.parse(TUESDAY_19) });
    const decision = decide(lucia(), wish(TUESDAY_19, 6), plan, NOW);
    expect(decision).toEqual({ status: "confirmed", table: 8 });
  });

  it("declines a party that no table seats, without alternatives", () => {
    expect(decide(lucia(), wish(TUESDAY_19, 9), createTablePlan(), NOW)).toEqual({
      status: "declined",
      reason: "The biggest table at Osteria Lucia seats 8.",
      alternatives: [],
    });
  });

  it("declines what is full, with the next free times by the half hour", () => {
    expect(decide(lucia(), wish(TUESDAY_19, 6), planWithout(TUESDAY_19, 6), NOW)).toEqual({
      status: "declined",
      reason: "No table for 6 is free at 19:00.",
      alternatives: ["2026-11-17T20:00:00.000Z", "2026-11-17T20:30:00.000Z", "2026-11-17T21:00:00.000Z"],
    });
  });

  it("has the table free again to the minute when two hours are over", () => {
    const plan = planWithout(TUESDAY_19, 1);
    expect(decide(lucia(), wish("2026-11-17T19:59:00.000Z", 1), plan, NOW).status).toBe("declined");
    expect(decide(lucia(), wish("2026-11-17T20:00:00.000Z", 1), plan, NOW).status).toBe("confirmed");
  });

  it("declines what has passed, with times from now on", () => {
    expect(decide(lucia(), wish("2026-11-10T18:00:00.000Z", 2), createTablePlan(), NOW)).toEqual({
      status: "declined",
      reason: "That time has already passed.",
      alternatives: ["2026-11-17T11:30:00.000Z", "2026-11-17T12:00:00.000Z", "2026-11-17T12:30:00.000Z"],
    });
  });

  it("declines a closed day with times on the next open one", () => {
    expect(decide(lucia(), wish("2026-11-22T18:00:00.000Z", 2), createTablePlan(), NOW)).toEqual({
      status: "declined",
      reason: "Osteria Lucia is closed on Sundays.",
      alternatives: ["2026-11-24T11:30:00.000Z", "2026-11-24T12:00:00.000Z", "2026-11-24T12:30:00.000Z"],
    });
  });

  it("looks ahead for two weeks and no longer", () => {
    const plan = createTablePlan();
    for (let day = 0; day < 15; day += 1)
      for (let half = 0; half < 48; half += 4)
        plan.hold(`guest-${day}-${half}`, {
          restaurant: "osteria-lucia",
          table: 8,
          startsAt: NOW + day * 86_400_000 + half * 1_800_000,
        });
    expect(decide(lucia(), wish(TUESDAY_19, 8), plan, NOW)).toMatchObject({ alternatives: [] });
  });
});
