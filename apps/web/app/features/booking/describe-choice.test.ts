import { describe, expect, it } from "vitest";

import { describeChoice } from "./describe-choice.ts";

const saffron = {
  name: "Saffron House",
  city: "Berlin",
  time_zone: "Europe/Berlin",
  opening_hours: [{ weekday: 7, opens: "18:00:00", closes: "23:30:00" }],
};

describe("describeChoice", () => {
  it("tells the restaurant's own time", () => {
    expect(describeChoice(saffron, "2026-11-29T19:00", "Europe/Lisbon")).toBe("That is 20:00 in Berlin.");
  });

  it("warns of closed doors, by the restaurant's clocks", () => {
    expect(describeChoice(saffron, "2026-11-29T22:45", "Europe/Lisbon")).toBe(
      "That is 23:45 in Berlin. Saffron House is not open then.",
    );
    expect(describeChoice(saffron, "2026-11-29T17:00", "Europe/Berlin")).toBe(
      "Saffron House is not open then.",
    );
  });

  it("has nothing to say of an open table at home, or of half a time", () => {
    expect(describeChoice(saffron, "2026-11-29T19:00", "Europe/Berlin")).toBe("");
    expect(describeChoice(saffron, "", "Europe/Berlin")).toBe("");
  });
});
