/**
 * Reads the next free times of a declined booking: those that are still to come.
 *
 * @param alternatives The column: a list of ISO 8601 strings.
 * @param now Milliseconds since the epoch.
 * @returns The times, earliest first; what is no time is left out.
 */
export function readTimes(alternatives: unknown, now: number): string[] {
  if (!Array.isArray(alternatives)) return [];
  return (alternatives as unknown[])
    .filter((time): time is string => typeof time === "string" && Date.parse(time) > now)
    .sort((a, b) => Date.parse(a) - Date.parse(b));
}
