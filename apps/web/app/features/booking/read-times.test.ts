import { describe, expect, it } from "vitest";

import { readTimes } from "./read-times.ts";

describe("readTimes", () => {
  const now = Date.parse("2026-11-29T18:00:00Z");

  it("gives the times that are still to come, earliest first", () => {
    const times = ["2026-11-29T21:00:00Z", "2026-11-29T17:00:00Z", "2026-11-29T21:30:00+02:00"];
    expect(readTimes(times, now)).toEqual(["2026-11-29T21:30:00+02:00", "2026-11-29T21:00:00Z"]);
  });

  it("leaves out what is no time", () => {
    expect(readTimes(["soon", 7, null, "2026-11-30T19:00:00Z"], now)).toEqual(["2026-11-30T19:00:00Z"]);
    expect(readTimes({ length: 1 }, now)).toEqual([]);
  });
});
