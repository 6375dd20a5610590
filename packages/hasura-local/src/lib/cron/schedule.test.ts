import { describe, expect, it } from "vitest";
import { parseSchedule, timesAfter } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";

function parse(expression: string): Schedule {
  const schedule = parseSchedule(expression);
  if (!schedule) throw new Error(`${expression} is no schedule`);
  return schedule;
}

function next(expression: string, after: string): string | undefined {
  return parse(expression).next(new Date(after))?.toISOString();
}

describe("parseSchedule", () => {
  it("reads five fields, in UTC", () => {
    expect(next("0 22 * * 1-5", "2026-01-02T22:00:00Z")).toBe("2026-01-05T22:00:00.000Z");
    expect(next("*/15 3,4 * * *", "2026-07-01T03:50:00Z")).toBe("2026-07-01T04:00:00.000Z");
    expect(next("@hourly", "2026-01-01T00:30:00Z")).toBe("2026-01-01T01:00:00.000Z");
  });

  it("fires on either day where both are restricted, and takes 0 and 7 for Sunday", () => {
    expect(next("0 0 13 * 5", "2026-01-03T00:00:00Z")).toBe("2026-01-09T00:00:00.000Z");
    expect(next("0 0 13 * 5", "2026-01-10T00:00:00Z")).toBe("2026-01-13T00:00:00.000Z");
    expect(next("0 0 * * 7", "2026-01-01T00:00:00Z")).toBe(next("0 0 * * 0", "2026-01-01T00:00:00Z"));
  });

  it.each(["* * * * * *", "* * * *", "61 * * * *", "0 0 30 2 *", "0 0 L * *", "0 0 * * MON", "soon", ""])(
    'refuses "%s", which Hasura does not know',
    (expression) => {
      expect(parseSchedule(expression)).toBeUndefined();
    },
  );
});

describe("timesAfter", () => {
  it("gives what has passed and so many times of the future", () => {
    const times = timesAfter(
      parse("0 * * * *"),
      new Date("2026-01-01T00:00:00Z"),
      new Date("2026-01-01T02:30:00Z"),
      2,
    );
    expect(times.map((time) => time.getUTCHours())).toEqual([1, 2, 3, 4]);
  });

  it("stops somewhere, however long ago it begins", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    expect(timesAfter(parse("* * * * *"), new Date("2020-01-01T00:00:00Z"), now, 100)).toHaveLength(1000);
  });
});
