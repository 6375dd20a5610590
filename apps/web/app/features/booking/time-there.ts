import { dateWords } from "../time/format.ts";
import { wallTimeOf } from "../time/zoned-time.ts";

/**
 * Tells a moment by the clocks of a place, where they differ from the reader's.
 *
 * @param instant The moment, as an ISO 8601 string.
 * @param timeZone IANA name of the reader's zone.
 * @param place Its zone and what it is called.
 * @returns `20:00 in Berlin`, with the day where that differs too; null where the clocks show the same.
 */
export function timeThere(
  instant: string,
  timeZone: string,
  place: { time_zone: string; city: string },
): string | null {
  const [here, there] = [wallTimeOf(instant, timeZone), wallTimeOf(instant, place.time_zone)];
  if (here === there) return null;
  const { weekday, day, month, time } = dateWords(instant, place.time_zone);
  const isSameDay = here.slice(0, 10) === there.slice(0, 10);
  return isSameDay ? `${time} in ${place.city}` : `${weekday} ${day} ${month}, ${time} in ${place.city}`;
}
