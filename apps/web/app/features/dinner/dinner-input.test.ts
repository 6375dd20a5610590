import { describe, expect, it } from "vitest";

import { parseDinner } from "./dinner-input.ts";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

const complete = {
  title: " Taco night ",
  startsAt: "2026-12-04T19:00",
  timeZone: "Europe/Berlin",
  notes: "",
};

describe("parseDinner", () => {
  it("reads a complete form in the zone of its writer", () => {
    expect(parseDinner(form(complete))).toEqual({
      ok: true,
      dinner: { title: "Taco night", starts_at: "2026-12-04T18:00:00.000Z", notes: "" },
    });
  });

  it("takes UTC for a zone that nobody knows", () => {
    const parsed = parseDinner(form({ ...complete, timeZone: "Mars/Olympus" }));
    expect(parsed).toMatchObject({ ok: true, dinner: { starts_at: "2026-12-04T19:00:00.000Z" } });
  });

  it("names every field that is wrong", () => {
    const parsed = parseDinner(form({ title: "   ", startsAt: "", notes: "x".repeat(4001) }));
    expect(parsed.ok ? {} : Object.keys(parsed.errors).sort()).toEqual(["notes", "startsAt", "title"]);
  });

  it("refuses a day that does not exist", () => {
    expect(parseDinner(form({ ...complete, startsAt: "2026-02-30T19:00" }))).toMatchObject({
      ok: false,
      errors: { startsAt: expect.stringContaining("not a day") as string },
    });
  });
});
