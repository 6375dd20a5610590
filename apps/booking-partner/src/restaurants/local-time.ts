/** What clock and calendar on the wall of a place show. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  date: string;
  /** ISO 8601: Monday is 1, Sunday 7. */
  weekday: number;
  /** Since midnight by the clock, 0 to 1439. */
  minutes: number;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * @param instant Milliseconds since the epoch.
 * @param timeZone IANA name.
 */
export function localTimeOf(instant: number, timeZone: string): LocalTime {
  const wall = wallClock(instant, timeZone);
  const date = new Date(wall);
  return {
    date: date.toISOString().slice(0, 10),
    weekday: date.getUTCDay() || 7,
    minutes: date.getUTCHours() * 60 + date.getUTCMinutes(),
  };
}

/**
 * @param date `YYYY-MM-DD`.
 * @param minutes Since midnight by the clock.
 * @param timeZone IANA name.
 * @returns Milliseconds since the epoch: the first of the two where the clock shows it twice, undefined where it skips it.
 */
export function instantOf(date: string, minutes: number, timeZone: string): number | undefined {
  const wall = Date.parse(date) + minutes * MINUTE;
  // A zone changes its offset at most once within two days: the offsets a day before and after are all there can be.
  const offsets = [wall - DAY, wall + DAY].map((near) => wallClock(near, timeZone) - near);
  const candidates = offsets.map((offset) => wall - offset).filter((at) => wallClock(at, timeZone) === wall);
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}

/** @returns The date `days` later, by the calendar. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
}

/** @returns ISO 8601 weekday of a date: Monday is 1, Sunday 7. */
export function weekdayOf(date: string): number {
  return new Date(date).getUTCDay() || 7;
}

/** @param clock `HH:MM`. @returns Minutes since midnight. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

/** @returns `HH:MM`. */
export function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What the clock shows, as if it were UTC, in whole minutes. */
function wallClock(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = "numeric" as const;
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric };
    format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", calendar: "iso8601", ...fields });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: string) => parts.get(type as Intl.DateTimeFormatPartTypes) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}
