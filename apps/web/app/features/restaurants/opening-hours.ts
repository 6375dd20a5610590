import { wallTimeOf } from "../time/zoned-time.ts";

/** One stretch of a day in which a restaurant takes guests, by its own clocks. */
export interface OpeningTime {
  /** ISO 8601: Monday is 1, Sunday 7. */
  weekday: number;
  /** `19:00` or `19:00:00`. */
  opens: string;
  closes: string;
}

/** Days that have the same hours, in words. */
export interface HoursInWords {
  /** `Wed–Sun`, `Mon, Thu–Fri` or `Every day`. */
  days: string;
  /** Each stretch: `12:00–15:00`, `18:00–23:30`. */
  hours: string[];
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * Puts opening hours into few words.
 *
 * @param times The week, in any order.
 * @returns A line for each set of hours, in the order of the week; none for a restaurant that never opens.
 */
export function summariseHours(times: readonly OpeningTime[]): HoursInWords[] {
  const lines = new Map<string, { days: number[]; hours: string[] }>();
  for (const weekday of weekdays.keys()) {
    const hours = hoursOf(times, weekday + 1);
    if (hours.length === 0) continue;
    const line = lines.get(hours.join()) ?? { days: [], hours };
    line.days.push(weekday);
    lines.set(hours.join(), line);
  }
  return [...lines.values()].map(({ days, hours }) => ({ days: nameDays(days), hours }));
}

/**
 * Tells whether a restaurant takes guests at a moment.
 *
 * @param times Its week.
 * @param instant The moment, as an ISO 8601 string.
 * @param timeZone IANA name of the restaurant's zone.
 * @returns False outside of its hours, and from the minute in which it closes.
 */
export function isOpenAt(times: readonly OpeningTime[], instant: string, timeZone: string): boolean {
  const wall = wallTimeOf(instant, timeZone);
  const weekday = new Date(`${wall}:00Z`).getUTCDay() || 7;
  const time = wall.slice(11);
  return times.some(
    (day) => day.weekday === weekday && toMinute(day.opens) <= time && time < toMinute(day.closes),
  );
}

function hoursOf(times: readonly OpeningTime[], weekday: number): string[] {
  return times
    .filter((time) => time.weekday === weekday)
    .map(({ opens, closes }) => `${toMinute(opens)}–${toMinute(closes).replace("23:59", "midnight")}`)
    .sort();
}

function nameDays(days: readonly number[]): string {
  if (days.length === weekdays.length) return "Every day";
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => [run[0], run.at(-1)].map((day) => weekdays[day ?? 0]))
    .map(([first, last]) => (first === last ? first : `${first}–${last}`))
    .join(", ");
}

function toMinute(time: string): string {
  return time.slice(0, 5);
}
