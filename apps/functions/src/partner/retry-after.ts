const LONGEST_SECONDS = 3600;

/** @returns Seconds that a `Retry-After` header asks to wait, an hour at most; undefined without one (RFC 9110, 10.2.3). */
export function parseRetryAfter(headers: Headers, now: Date): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  // Date.parse finds a date in nearly everything.
  const isDate = value.endsWith(" GMT");
  if (!isDate && !/^\d+$/.test(value)) return undefined;
  const seconds = isDate ? (Date.parse(value) - now.getTime()) / 1000 : Number(value);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_SECONDS);
}
