import type pg from "pg";
import { ensureState, withStateLock } from "../database/state-schema.ts";
import { CRON_EVENTS, CRON_QUEUE, CRON_TRIGGERS, ensureCronTables, hasCronTables } from "./cron-tables.ts";
import type { CronTrigger } from "./cron-triggers.ts";

/**
 * Takes new schedules into force, all or nothing. The future events of a schedule that has changed or is gone are
 * deleted; what was already due stays due, or is dead where its trigger is gone. A new schedule begins now.
 */
export async function syncCronTriggers(
  client: pg.ClientBase,
  triggers: readonly CronTrigger[],
): Promise<void> {
  await withStateLock(client, async () => {
    if (triggers.length === 0 && !(await hasCronTables(client))) return;
    await client.query("begin");
    try {
      await ensureState(client);
      await ensureCronTables(client);
      await replaceSchedules(client, triggers);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    }
  });
}

async function replaceSchedules(client: pg.ClientBase, triggers: readonly CronTrigger[]): Promise<void> {
  const names = triggers.map((trigger) => trigger.name);
  const expressions = triggers.map((trigger) => trigger.expression);
  const { rows } = await client.query<{ name: string }>(
    `delete from ${CRON_TRIGGERS} as old
     where not exists (
       select from unnest($1::text[], $2::text[]) as current (name, schedule)
       where current.name = old.name and current.schedule = old.schedule
     )
     returning name`,
    [names, expressions],
  );
  const changed = rows.map((row) => row.name);
  await client.query(
    `delete from ${CRON_EVENTS} as q where ${CRON_QUEUE.pending} and q.scheduled_time > now() and q.trigger_name = any ($1::text[])`,
    [changed],
  );
  await client.query(
    `update ${CRON_EVENTS} as q set status = 'dead' where ${CRON_QUEUE.pending} and q.trigger_name <> all ($1::text[])`,
    [names],
  );
  await client.query(
    `insert into ${CRON_TRIGGERS} (name, schedule) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
    [names, expressions],
  );
}
