import { addDays, clockOf, instantOf, localTimeOf, minutesOf, weekdayOf } from "./local-time.ts";
import type { OpeningPeriod, Restaurant } from "./restaurant.ts";

const STEP_MINUTES = 30;
const WEEKDAYS = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/**
 * @param arrival Milliseconds since the epoch.
 * @returns Why guests cannot come at that time, for people; undefined when they can.
 */
export function whyClosed(restaurant: Restaurant, arrival: number): string | undefined {
  const { weekday, minutes } = localTimeOf(arrival, restaurant.timeZone);
  const day = WEEKDAYS[weekday - 1];
  const periods = periodsOf(restaurant, weekday);
  if (periods.length === 0) return `${restaurant.name} is closed on ${day}.`;
  if (periods.some(({ opens, closes }) => minutesOf(opens) <= minutes && minutes < minutesOf(closes)))
    return undefined;
  const hours = periods.map(({ opens, closes }) => `from ${opens} to ${closes}`).join(" and ");
  return `${restaurant.name} is closed at ${clockOf(minutes)}. On ${day} it takes guests ${hours}.`;
}

/**
 * Times to come at, every half hour by the restaurant's clock.
 *
 * @param after Milliseconds since the epoch; only later times are given.
 * @param days How many days to look ahead, the day of `after` included.
 * @returns Milliseconds since the epoch, in order.
 */
export function* arrivalTimes(restaurant: Restaurant, after: number, days: number): Generator<number> {
  const { date: first } = localTimeOf(after, restaurant.timeZone);
  for (let day = 0; day < days; day += 1) {
    const date = addDays(first, day);
    for (const { opens, closes } of periodsOf(restaurant, weekdayOf(date))) {
      const start = Math.ceil(minutesOf(opens) / STEP_MINUTES) * STEP_MINUTES;
      for (let minutes = start; minutes < minutesOf(closes); minutes += STEP_MINUTES) {
        const instant = instantOf(date, minutes, restaurant.timeZone);
        if (instant !== undefined && instant > after) yield instant;
      }
    }
  }
}

function periodsOf({ openingHours }: Restaurant, weekday: number): OpeningPeriod[] {
  return openingHours
    .filter(({ firstWeekday, lastWeekday }) => firstWeekday <= weekday && weekday <= lastWeekday)
    .toSorted((a, b) => minutesOf(a.opens) - minutesOf(b.opens));
}
