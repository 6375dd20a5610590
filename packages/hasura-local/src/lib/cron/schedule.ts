import { Cron } from "croner";

/** The syntax that Hasura's parser and croner have in common. */
const SYNTAX = /^(\s*[\d*,/-]+(\s+[\d*,/-]+){4}\s*|@(yearly|monthly|weekly|daily|hourly))$/;

/** When a cron trigger fires, in UTC. */
export interface Schedule {
  /** @returns the first time after another one; undefined where there is none. */
  next(after: Date): Date | undefined;
}

/**
 * Reads a cron expression of five fields: minute, hour, day of the month, month, day of the week. Where both days are
 * restricted, either is enough.
 *
 * @returns undefined where it is none, or names a day that never comes.
 */
export function parseSchedule(expression: string): Schedule | undefined {
  if (!SYNTAX.test(expression)) return undefined;
  try {
    const cron = new Cron(expression.trim(), { mode: "5-part", timezone: "UTC", paused: true });
    if (!cron.nextRun()) return undefined;
    return { next: (after) => cron.nextRun(after) ?? undefined };
  } catch {
    return undefined;
  }
}

/** How many times are computed at once. */
const MOST = 1000;

/**
 * The times after a time, until some of them lie in the future.
 *
 * @param future how many of them are to be later than `now`.
 */
export function timesAfter(schedule: Schedule, after: Date, now: Date, future: number): Date[] {
  const times: Date[] = [];
  let time = schedule.next(after);
  for (let later = 0; time && later < future && times.length < MOST; time = schedule.next(time)) {
    times.push(time);
    if (time > now) later += 1;
  }
  return times;
}
