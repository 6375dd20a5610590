import type pg from "pg";
import { STATE_SCHEMA } from "../database/state-schema.ts";
import { invocationLog, queueColumns, queueIndex } from "../webhooks/queue-table.ts";
import type { QueueTable } from "../webhooks/queue-table.ts";

/** Name of the Postgres notification channel: an event was committed. */
export const EVENT_CHANNEL = "hdb_local_events";

const EVENT_LOG = `${STATE_SCHEMA}.event_log`;

/** Events as a queue of deliveries. */
export const EVENT_QUEUE: QueueTable = {
  name: EVENT_LOG,
  invocations: `${STATE_SCHEMA}.event_invocation_logs`,
  pending: "not q.delivered and not q.error and not q.archived",
  settle: "delivered = o.step = 'delivered', error = o.step in ('failed', 'dead')",
  columns: `
    q.schema_name as "schemaName", q.table_name as "tableName", q.payload::text as event,
    to_char(q.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"`,
};

/**
 * Creates the tables where they are absent: Hasura's `event_log` and `event_invocation_logs` with leases instead of a
 * lock, and a view for people. Call it under the state lock.
 */
export async function ensureEventTables(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create table if not exists ${EVENT_LOG} (
      ${queueColumns("created_at")},
      schema_name text not null,
      table_name text not null,
      payload jsonb not null,
      delivered boolean not null default false,
      error boolean not null default false,
      archived boolean not null default false
    );
    ${queueIndex("event_log_due", EVENT_LOG, EVENT_QUEUE.pending)};
    ${invocationLog(EVENT_QUEUE.invocations, EVENT_LOG)};
    create or replace view ${STATE_SCHEMA}.event_deliveries as
      select event.id, event.trigger_name, event.table_name, event.payload ->> 'op' as op,
        case
          when event.delivered then 'delivered'
          when event.error then 'error'
          when event.archived then 'archived'
          when event.locked_until > now() then 'under way'
          when event.next_retry_at > now() then 'waits for a retry'
          else 'pending'
        end as state,
        event.tries, event.created_at, event.next_retry_at,
        last.status as last_status, last.response as last_response, last.created_at as last_call_at
      from ${EVENT_LOG} as event
      left join lateral (
        select status, response, created_at from ${EVENT_QUEUE.invocations}
        where event_id = event.id order by created_at desc limit 1
      ) as last on true;
    create or replace function ${STATE_SCHEMA}.log_event(
      schema_name text, table_name text, trigger_name text, op text, data json, session_variables json default null
    ) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $function$
    declare
      event_id uuid;
    begin
      insert into ${EVENT_LOG} (schema_name, table_name, trigger_name, payload)
      values (schema_name, table_name, trigger_name, jsonb_build_object(
        'op', op,
        'data', data,
        'session_variables', coalesce(session_variables, nullif(current_setting('hasura.user', true), '')::json),
        'trace_context', nullif(current_setting('hasura.tracecontext', true), '')::json
      ))
      returning id into event_id;
      perform pg_notify('${EVENT_CHANNEL}', '');
      return event_id;
    end;
    $function$`);
}

/** Whether the tables are there: without triggers nobody needs them. */
export async function hasEventTables(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>("select to_regclass($1) is not null as exists", [
    EVENT_LOG,
  ]);
  return rows[0]?.exists ?? false;
}

/** Events of triggers that are gone stay in the log and are not delivered. Call it under the state lock. */
export async function archiveEvents(client: pg.ClientBase, keptTriggers: readonly string[]): Promise<void> {
  await client.query(
    `update ${EVENT_LOG} as q set archived = true, locked_by = null, locked_until = null
     where ${EVENT_QUEUE.pending} and q.trigger_name <> all ($1::text[])`,
    [keptTriggers],
  );
}
