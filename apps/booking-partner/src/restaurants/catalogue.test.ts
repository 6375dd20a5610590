import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.ts";

const seed = await readFile(
  new URL("../../../../hasura/seeds/default/1_reference.sql", import.meta.url),
  "utf8",
);

describe("catalogue", () => {
  it("has the restaurants of the seed: slugs, names, seats and time zones", () => {
    const rows = seed.matchAll(/^ {2}\('([\w-]+)', '([^']+)', .*, (\d+), '[\w-]+', '([\w/]+)'\)/gm);
    const seeded = [...rows].map(([, slug, name, seats, timeZone]) => ({
      slug,
      name,
      seats: Number(seats),
      timeZone,
    }));
    expect(seeded).toHaveLength(6);
    const ours = catalogue.map(({ slug, name, tables, timeZone }) => ({
      slug,
      name,
      seats: tables.reduce((sum, table) => sum + table, 0),
      timeZone,
    }));
    expect(ours).toEqual(seeded);
  });

  it("has the opening hours of the seed", () => {
    const rows = seed.matchAll(/^ {4}\('([\w-]+)', (\d), (\d), time '([\d:]+)', time '([\d:]+)'\)/gm);
    const seeded = [...rows].map(([, slug, firstWeekday, lastWeekday, opens, closes]) => ({
      slug,
      firstWeekday: Number(firstWeekday),
      lastWeekday: Number(lastWeekday),
      opens,
      closes,
    }));
    expect(seeded).toHaveLength(9);
    const ours = catalogue.flatMap(({ slug, openingHours }) =>
      openingHours.map((period) => ({ slug, ...period })),
    );
    expect(ours).toEqual(seeded);
  });

  it("has restaurants that decide at once and restaurants that decide later", () => {
    expect(new Set(catalogue.map(({ decides }) => decides))).toEqual(new Set(["at-once", "later"]));
  });
});
