import { clockOf, localTimeOf } from "../restaurants/local-time.ts";
import { arrivalTimes, whyClosed } from "../restaurants/opening-hours.ts";
import type { Restaurant } from "../restaurants/restaurant.ts";
import type { TablePlan } from "./table-plan.ts";
import type { Wish } from "./wish.ts";

/** What becomes of a wish. */
export type Decision =
  | { status: "confirmed"; table: number }
  | { status: "declined"; reason: string; alternatives: string[] };

const ALTERNATIVES = 3;
const LOOK_AHEAD_DAYS = 14;

/**
 * Decides a wish by the restaurant's hours and by what is free.
 *
 * @param now Milliseconds since the epoch.
 */
export function decide(restaurant: Restaurant, wish: Wish, plan: TablePlan, now: number): Decision {
  const startsAt = Date.parse(wish.startsAt);
  const { partySize } = wish;
  const biggest = Math.max(...restaurant.tables);
  if (partySize > biggest) {
    return {
      status: "declined",
      reason: `The biggest table at ${restaurant.name} seats ${biggest}.`,
      alternatives: [],
    };
  }
  const declined = (reason: string): Decision => ({
    status: "declined",
    reason,
    alternatives: nextFreeTimes(restaurant, Math.max(startsAt, now), partySize, plan),
  });
  if (startsAt <= now) return declined("That time has already passed.");
  const closed = whyClosed(restaurant, startsAt);
  if (closed !== undefined) return declined(closed);
  const table = plan.findTable(restaurant, startsAt, partySize);
  if (table !== undefined) return { status: "confirmed", table };
  const { minutes } = localTimeOf(startsAt, restaurant.timeZone);
  return declined(`No table for ${partySize} is free at ${clockOf(minutes)}.`);
}

function nextFreeTimes(restaurant: Restaurant, after: number, partySize: number, plan: TablePlan): string[] {
  const found: string[] = [];
  for (const time of arrivalTimes(restaurant, after, LOOK_AHEAD_DAYS)) {
    if (plan.findTable(restaurant, time, partySize) === undefined) continue;
    found.push(new Date(time).toISOString());
    if (found.length === ALTERNATIVES) break;
  }
  return found;
}
