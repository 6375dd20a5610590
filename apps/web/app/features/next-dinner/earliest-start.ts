const hour = 3_600_000;
/** How long a dinner is still the next one after it has begun, in milliseconds. */
const length = 5 * hour;

/**
 * From when on a dinner counts as not over. In whole hours, so that the question stays the same for a while.
 *
 * @param now Milliseconds since the epoch.
 * @returns The start of the earliest dinner that may still be going on, as an ISO 8601 string.
 */
export function earliestStart(now: number): string {
  return new Date(Math.floor((now - length) / hour) * hour).toISOString();
}
