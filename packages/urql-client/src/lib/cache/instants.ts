const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?$/i;

/**
 * Compares two timestamps to the microsecond, in the ISO 8601 forms that Postgres reads the same under all settings. Without a zone a
 * `timestamptz` depends on the session's; a `timestamp` ignores the zone.
 * @returns Negative, zero, positive; undefined when one has another form.
 */
export function compareInstants(a: unknown, b: unknown, zoned: boolean): number | undefined {
  const left = read(a, zoned);
  const right = read(b, zoned);
  if (!left || !right) return undefined;
  return left.ms - right.ms || left.micros - right.micros;
}

function read(value: unknown, zoned: boolean): { ms: number; micros: number } | undefined {
  const match = TIMESTAMP.exec(String(value));
  if (!match) return undefined;
  const [, date, time, seconds = ":00", fraction = "", utc, sign, hours, minutes = 0] = match;
  if (zoned && !utc && !sign) return undefined;
  const local = new Date(`${date}T${time}${seconds}Z`);
  const ms = local.getTime();
  // The 31st of a shorter month is another day here and an error there.
  if (Number.isNaN(ms) || !local.toISOString().startsWith(date!)) return undefined;
  const offset = zoned && sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
  return { ms: ms - offset * 60_000, micros: Number(fraction.padEnd(6, "0")) };
}
