import type { Pool } from "pg";
import { CRON_EVENTS, CRON_QUEUE, CRON_TRIGGERS } from "./cron-tables.ts";
import type { CronTrigger } from "./cron-triggers.ts";
import { timesAfter } from "./schedule.ts";
import { inTransaction } from "../database/pooled-client.ts";

/** As many events of a trigger lie ahead as Hasura keeps there; new ones come when half of them are used up. */
const AHEAD = 100;

/**
 * Writes the events of the next scheduled times, and those of times that passed while no server was there, as far back
 * as the trigger tolerates. Of several servers one does it; one whose schedule is no longer in force does nothing.
 *
 * @returns how many.
 */
export async function generateCronEvents(pool: Pool, trigger: CronTrigger): Promise<number> {
  return await inTransaction(pool, (client) => generate(client, trigger));
}

async function generate(client: Pick<Pool, "query">, trigger: CronTrigger): Promise<number> {
  const { rows } = await client.query<{ now: Date; generatedUntil: Date; ahead: number }>(
    `select now(), generated_until as "generatedUntil", (
       select count(*)::int from ${CRON_EVENTS} as q
       where q.trigger_name = name and ${CRON_QUEUE.pending} and q.scheduled_time > now()
     ) as ahead
     from ${CRON_TRIGGERS} where name = $1 and schedule = $2 for update`,
    [trigger.name, trigger.expression],
  );
  const [state] = rows;
  if (!state || state.ahead > AHEAD / 2) return 0;
  const oldest = state.now.getTime() - trigger.toleranceSeconds * 1000;
  const after = new Date(Math.max(state.generatedUntil.getTime(), oldest));
  const times = timesAfter(trigger.schedule, after, state.now, AHEAD - state.ahead);
  const last = times.at(-1);
  if (!last) return 0;
  await client.query(
    `insert into ${CRON_EVENTS} (trigger_name, scheduled_time) select $1, unnest($2::timestamptz[])
     on conflict do nothing`,
    [trigger.name, times.map((time) => time.toISOString())],
  );
  await client.query(`update ${CRON_TRIGGERS} set generated_until = $2 where name = $1`, [
    trigger.name,
    last.toISOString(),
  ]);
  return times.length;
}
