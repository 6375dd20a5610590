/** A date and a time on somebody's wall, `YYYY-MM-DDTHH:mm`, without saying where the wall is. */
export type WallTime = string;

const wallTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/**
 * Tells whether a name is a time zone that this runtime knows.
 *
 * @param name For example `Europe/Lisbon`.
 * @returns True for a name of the IANA time zone database.
 */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}

/**
 * Finds the moment at which the clocks of a zone show a time. A time that the zone skips when its clocks go
 * forward becomes the time that much later; of two moments when they go back, the first is taken (as in RFC 5545, 3.3.5).
 *
 * @param wall The time on the wall.
 * @param timeZone IANA name of the zone.
 * @returns The moment as an ISO 8601 string in UTC, or null when `wall` is no such time.
 */
export function instantOf(wall: WallTime, timeZone: string): string | null {
  const match = wallTime.exec(wall);
  if (!match) return null;
  const asUtc = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== wall) return null;
  const day = 24 * 60 * 60 * 1000;
  const before = offsetAt(asUtc - day, timeZone);
  const after = offsetAt(asUtc + day, timeZone);
  for (const offset of [before, after]) {
    if (offsetAt(asUtc - offset, timeZone) === offset) return new Date(asUtc - offset).toISOString();
  }
  return new Date(asUtc - before).toISOString();
}

/**
 * Tells what the clocks of a zone show at a moment.
 *
 * @param instant The moment, as an ISO 8601 string or milliseconds since the epoch.
 * @param timeZone IANA name of the zone.
 * @returns The time on the wall, to the minute.
 */
export function wallTimeOf(instant: string | number, timeZone: string): WallTime {
  const at = typeof instant === "number" ? instant : Date.parse(instant);
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
