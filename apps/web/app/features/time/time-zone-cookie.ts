import { isTimeZone } from "./zoned-time.ts";

const name = "tz";

/**
 * Reads in which time zone the browser last was, so that the server writes dates as the browser will.
 *
 * @param request The request of a page.
 * @returns IANA name of the zone; `UTC` for a browser that was never here.
 */
export function timeZoneOf(request: Request): string {
  for (const pair of (request.headers.get("Cookie") ?? "").split(/;\s*/)) {
    const [key, value = ""] = pair.split("=", 2);
    if (key !== name) continue;
    try {
      const zone = decodeURIComponent(value);
      if (isTimeZone(zone)) return zone;
    } catch {
      // Not a value that we wrote.
    }
  }
  return "UTC";
}

/**
 * Keeps a time zone for the next request. Not a secret and not a session: a display preference.
 *
 * @param zone IANA name of the zone; the browser's own when absent.
 */
export function rememberTimeZone(zone = Intl.DateTimeFormat().resolvedOptions().timeZone): void {
  document.cookie = `${name}=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
