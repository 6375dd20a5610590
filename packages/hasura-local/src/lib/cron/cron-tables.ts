import type pg from "pg";
import { STATE_SCHEMA } from "../database/state-schema.ts";
import { invocationLog, queueColumns, queueIndex } from "../webhooks/queue-table.ts";
import type { QueueTable } from "../webhooks/queue-table.ts";

/** Which schedule is in force, and up to when its events exist. */
export const CRON_TRIGGERS = `${STATE_SCHEMA}.cron_triggers`;
export const CRON_EVENTS = `${STATE_SCHEMA}.cron_events`;

/** Cron events as a queue of deliveries. */
export const CRON_QUEUE: QueueTable = {
  name: CRON_EVENTS,
  invocations: `${STATE_SCHEMA}.cron_event_invocation_logs`,
  pending: "q.status = 'scheduled'",
  settle: `status = case o.step
    when 'delivered' then 'delivered' when 'failed' then 'error' when 'dead' then 'dead' else q.status end`,
  columns: `
    to_char(q.scheduled_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "scheduledTime",
    extract(epoch from now() - q.scheduled_time)::float8 as "ageSeconds"`,
};

/** Creates the tables where they are absent, and a view for people. Call it under the state lock. */
export async function ensureCronTables(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create table if not exists ${CRON_TRIGGERS} (
      name text primary key,
      schedule text not null,
      generated_until timestamptz not null default now()
    );
    create table if not exists ${CRON_EVENTS} (
      ${queueColumns("scheduled_time")},
      scheduled_time timestamptz not null,
      status text not null default 'scheduled' check (status in ('scheduled', 'delivered', 'error', 'dead')),
      unique (trigger_name, scheduled_time)
    );
    ${queueIndex("cron_events_due", CRON_EVENTS, CRON_QUEUE.pending)};
    ${invocationLog(CRON_QUEUE.invocations, CRON_EVENTS)};
    create or replace view ${STATE_SCHEMA}.cron_deliveries as
      select event.id, event.trigger_name, event.scheduled_time,
        case
          when event.status <> 'scheduled' then event.status
          when event.locked_until > now() then 'under way'
          when event.next_retry_at > now() then 'waits for a retry'
          else 'scheduled'
        end as state,
        event.tries, event.next_retry_at,
        last.status as last_status, last.response as last_response, last.created_at as last_call_at
      from ${CRON_EVENTS} as event
      left join lateral (
        select status, response, created_at from ${CRON_QUEUE.invocations}
        where event_id = event.id order by created_at desc limit 1
      ) as last on true`);
}

/** Whether the tables are there: without triggers nobody needs them. */
export async function hasCronTables(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>("select to_regclass($1) is not null as exists", [
    CRON_EVENTS,
  ]);
  return rows[0]?.exists ?? false;
}
