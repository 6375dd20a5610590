import { describe, expect, it } from "vitest";
import { compareCursors, type Cursor } from "./cursor.ts";

describe("compareCursors", () => {
  it.each<[string, Cursor, Cursor]>([
    ["numbers", 9, 10],
    ["a number and a text", 9, "10"],
    ["bigints beyond what a number holds", "9007199254740992", "9007199254740993"],
    ["decimals", "9.5", "10.25"],
    ["timestamps", "2026-02-01T00:00:00+00:00", "2026-10-01T00:00:00+00:00"],
    ["timestamps with other offsets", "2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00+00:00"],
    ["timestamps within a millisecond", "2026-01-01T00:00:00.0001+00:00", "2026-01-01T00:00:00.00012+00:00"],
    ["texts", "018f-a", "018f-b"],
  ])("orders %s", (_name, first, second) => {
    expect(compareCursors(first, second)).toBeLessThan(0);
    expect(compareCursors(second, first)).toBeGreaterThan(0);
    expect(compareCursors(first, first)).toBe(0);
  });
});
