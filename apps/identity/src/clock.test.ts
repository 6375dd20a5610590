import { describe, expect, it } from "vitest";
import { createClock } from "./clock.ts";

const HOUR_MS = 3_600_000;

describe("createClock", () => {
  it("is what Date.now tells to work that runs under it, across awaits, and to no other", async () => {
    const [fast, slow] = [createClock(), createClock()];
    fast.setOffset(HOUR_MS);
    slow.setOffset(-HOUR_MS);
    const ask = async () => {
      await Promise.resolve();
      return Date.now();
    };
    const started = Date.now();
    const [ahead, behind] = await Promise.all([fast.run(ask), slow.run(ask)]);
    const ended = Date.now();
    for (const [time, offset] of [
      [ahead, HOUR_MS],
      [behind, -HOUR_MS],
    ] as const) {
      expect(time).toBeGreaterThanOrEqual(started + offset);
      expect(time).toBeLessThanOrEqual(ended + offset);
    }
  });

  it("goes right again when it is set back", () => {
    const clock = createClock();
    clock.setOffset(HOUR_MS);
    clock.setOffset(0);
    const started = Date.now();
    expect(clock.run(() => Date.now())).toBeGreaterThanOrEqual(started);
    expect(clock.now()).toBeLessThanOrEqual(Date.now());
  });
});
