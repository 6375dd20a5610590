const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, timeZone: string): Record<string, string> {
  let known = formats.get(timeZone);
  if (!known) {
    known = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, known);
  }
  return Object.fromEntries(known.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** A moment in words. Put together from parts: whole formatted dates differ between versions of the locale data. */
export interface DateWords {
  weekday: string;
  day: string;
  month: string;
  year: string;
  /** `19:30` */
  time: string;
}

/**
 * Puts a moment into words.
 *
 * @param instant The moment, as an ISO 8601 string or milliseconds since the epoch.
 * @param timeZone IANA name of the zone in which to tell it.
 * @returns The words, in English.
 */
export function dateWords(instant: string | number, timeZone: string): DateWords {
  const at = typeof instant === "number" ? instant : Date.parse(instant);
  const { weekday = "", day = "", month = "", year = "", hour = "", minute = "" } = format(at, timeZone);
  return { weekday, day, month, year, time: `${hour}:${minute}` };
}

/**
 * How many midnights lie between now and a moment.
 *
 * @param instant The moment, as an ISO 8601 string or milliseconds since the epoch.
 * @param now Milliseconds since the epoch.
 * @param timeZone IANA name of the zone whose midnights count.
 * @returns Negative for a day that has passed, 0 for today.
 */
export function daysUntil(instant: string | number, now: number, timeZone: string): number {
  const days = [instant, now].map((at) => {
    const { day, month, year } = dateWords(at, timeZone);
    return Date.parse(`${day} ${month} ${year} UTC`) / 86_400_000;
  });
  return Math.round((days[0] ?? 0) - (days[1] ?? 0));
}

/**
 * How far away a moment is, as one would say it at a table.
 *
 * @param instant The moment, as an ISO 8601 string or milliseconds since the epoch.
 * @param now Milliseconds since the epoch.
 * @param timeZone IANA name of the zone.
 * @returns For example `today`, `in 6 days`, `3 weeks ago`.
 */
export function fromNow(instant: string | number, now: number, timeZone: string): string {
  const days = daysUntil(instant, now, timeZone);
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  const distance = Math.abs(days);
  const [count, unit] =
    distance < 14
      ? [distance, "days"]
      : distance < 60
        ? [Math.round(distance / 7), "weeks"]
        : [Math.round(distance / 30.4), "months"];
  return days > 0 ? `in ${count} ${unit}` : `${count} ${unit} ago`;
}

/**
 * How long ago something happened, as one would say it.
 *
 * @param instant The moment, as an ISO 8601 string or milliseconds since the epoch.
 * @param now Milliseconds since the epoch.
 * @param timeZone IANA name of the zone.
 * @returns For example `just now`, `5 minutes ago`, `3 hours ago`, `yesterday`; `just now` also for what is yet to come.
 */
export function timeAgo(instant: string | number, now: number, timeZone: string): string {
  const at = typeof instant === "number" ? instant : Date.parse(instant);
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 12 || daysUntil(at, now, timeZone) === 0)
    return hours === 1 ? "an hour ago" : `${hours} hours ago`;
  return fromNow(at, now, timeZone);
}
