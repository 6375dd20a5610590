import { isOpenAt } from "../restaurants/opening-hours.ts";
import type { OpeningTime } from "../restaurants/opening-hours.ts";
import { instantOf } from "../time/zoned-time.ts";
import type { WallTime } from "../time/zoned-time.ts";

import { timeThere } from "./time-there.ts";

/**
 * Says what a chosen time means at the restaurant: its own clocks, and whether it is open then. Somebody may ask all the same.
 *
 * @param restaurant The restaurant.
 * @param startsAt The time, on the writer's wall.
 * @param timeZone IANA name of the writer's zone.
 * @returns A sentence or two; empty where there is nothing to say.
 */
export function describeChoice(
  restaurant: { name: string; city: string; time_zone: string; opening_hours: readonly OpeningTime[] },
  startsAt: WallTime,
  timeZone: string,
): string {
  const instant = instantOf(startsAt, timeZone);
  if (instant === null) return "";
  const there = timeThere(instant, timeZone, restaurant);
  const isOpen = isOpenAt(restaurant.opening_hours, instant, restaurant.time_zone);
  return [there && `That is ${there}.`, !isOpen && `${restaurant.name} is not open then.`]
    .filter(Boolean)
    .join(" ");
}
