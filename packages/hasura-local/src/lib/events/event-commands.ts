import type { Pool } from "pg";
import { STATE_SCHEMA } from "../database/state-schema.ts";
import { GraphQLRequestError } from "../errors.ts";
import { EVENT_CHANNEL, EVENT_QUEUE } from "./event-tables.ts";
import type { EventTrigger } from "./event-triggers.ts";

/**
 * Has an event delivered once more from the beginning, as Hasura's `pg_redeliver_event` does.
 *
 * @throws GraphQLRequestError `not-found`.
 */
export async function redeliverEvent(pool: Pool, id: string): Promise<void> {
  const { rowCount } = await pool.query(
    `with again as (
       update ${EVENT_QUEUE.name}
       set delivered = false, error = false, tries = 0, next_retry_at = null, locked_by = null, locked_until = null
       where id::text = $1 and not archived returning id
     )
     select pg_notify($2, '') from again`,
    [id, EVENT_CHANNEL],
  );
  if (!rowCount) throw new GraphQLRequestError("not-found", "event not found", { path: "$.args.event_id" });
}

/**
 * Logs an event of the operation MANUAL, as Hasura's `pg_invoke_event_trigger` does.
 *
 * @param row what the receiver gets as the new row.
 * @returns the event's id.
 * @throws GraphQLRequestError `not-found`, or `not-supported` where the trigger does not allow it.
 */
export async function invokeEventTrigger(
  pool: Pool,
  trigger: EventTrigger | undefined,
  row: unknown,
  sessionVariables: Readonly<Record<string, string>>,
): Promise<string> {
  if (!trigger)
    throw new GraphQLRequestError("not-found", "event trigger not found", { path: "$.args.name" });
  if (!trigger.isManual) {
    throw new GraphQLRequestError(
      "not-supported",
      `manual mode is not enabled for event trigger: ${trigger.name}`,
      { path: "$.args.name" },
    );
  }
  const { rows } = await pool.query<{ id: string }>(
    `select ${STATE_SCHEMA}.log_event($1, $2, $3, 'MANUAL', json_build_object('old', null, 'new', $4::json), $5) as id`,
    [
      trigger.table.schema,
      trigger.table.name,
      trigger.name,
      JSON.stringify(row ?? null),
      JSON.stringify(sessionVariables),
    ],
  );
  return rows[0]?.id ?? "";
}
