import { describe, expect, it } from "vitest";
import { percentileOfBestRun } from "./best-run.ts";

describe("percentileOfBestRun", () => {
  it("takes the fifth that was disturbed least", () => {
    const times = Array.from({ length: 50 }, (_, index) =>
      index >= 20 && index < 30 ? (index % 10) + 1 : 100,
    );
    expect([percentileOfBestRun(times, 50), percentileOfBestRun(times, 99)]).toEqual([6, 10]);
  });
});
