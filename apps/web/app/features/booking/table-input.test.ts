import { describe, expect, it } from "vitest";

import { parseTable, tableValues } from "./table-input.ts";

const restaurant = "6f1c2f6e-0a4c-4d39-9a43-0f5d4c6d9a11";
const complete = { restaurant, startsAt: "2026-12-04T19:00", timeZone: "Europe/Berlin", partySize: "4" };
const now = Date.parse("2026-11-22T12:00:00Z");

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe("parseTable", () => {
  it("reads a complete form in the zone of its writer", () => {
    expect(parseTable(form(complete), now)).toEqual({
      ok: true,
      wish: { restaurant_id: restaurant, starts_at: "2026-12-04T18:00:00.000Z", party_size: 4 },
    });
  });

  it("names every field that is wrong or missing at once", () => {
    const parsed = parseTable(form({}), now);
    expect(parsed).toEqual({
      ok: false,
      errors: {
        restaurant: "Choose a restaurant.",
        startsAt: "Choose a day and a time.",
        partySize: "Say for how many, from 1 to 50.",
      },
    });
  });

  it.each(["0", "51", "-3", "4.5", "four", " "])("refuses a party of %j", (partySize) => {
    expect(parseTable(form({ ...complete, partySize }), now)).toMatchObject({
      errors: { partySize: expect.any(String) as string },
    });
  });

  it("refuses a day that does not exist and a time that has passed", () => {
    const startsAtError = (startsAt: string) => {
      const parsed = parseTable(form({ ...complete, startsAt }), now);
      return parsed.ok ? undefined : parsed.errors.startsAt;
    };
    expect(startsAtError("2026-02-30T19:00")).toContain("not a day");
    expect(startsAtError("2026-11-22T12:59")).toContain("has passed");
    expect(startsAtError("2026-11-22T13:01")).toBeUndefined();
  });
});

describe("tableValues", () => {
  it("keeps what was written, right or wrong", () => {
    expect(tableValues(form({ restaurant: "x", partySize: "many" }))).toEqual({
      restaurant: "x",
      startsAt: "",
      partySize: "many",
    });
  });
});
