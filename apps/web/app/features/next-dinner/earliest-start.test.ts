import { describe, expect, it } from "vitest";

import { earliestStart } from "./earliest-start.ts";

describe("earliestStart", () => {
  it("is at least five hours back and at most six, and changes once an hour", () => {
    const at = Date.parse("2026-06-21T19:30:00Z");
    expect(earliestStart(at)).toBe("2026-06-21T14:00:00.000Z");
    expect(earliestStart(at + 29 * 60_000)).toBe(earliestStart(at));
    expect(earliestStart(at + 30 * 60_000)).toBe("2026-06-21T15:00:00.000Z");
  });
});
