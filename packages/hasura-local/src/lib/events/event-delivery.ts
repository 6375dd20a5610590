import type { QueuedRow } from "../webhooks/delivery-queue.ts";
import type { Delivery } from "../webhooks/dispatcher.ts";
import type { EventTrigger } from "./event-triggers.ts";

/** A leased row of the event log. */
export interface EventRow extends QueuedRow {
  schemaName: string;
  tableName: string;
  /** JSON text: parsed and printed again, large numbers would change. */
  event: string;
  createdAt: string;
}

/**
 * Makes the call of an event.
 *
 * @see https://hasura.io/docs/2.0/event-triggers/payload/
 */
export function toEventDelivery(row: EventRow, trigger: EventTrigger): Delivery {
  const { webhook, policy } = trigger;
  const members = {
    created_at: JSON.stringify(row.createdAt),
    delivery_info: JSON.stringify({ current_retry: row.tries, max_retries: policy.retries }),
    event: row.event,
    id: JSON.stringify(row.id),
    table: JSON.stringify({ name: row.tableName, schema: row.schemaName }),
    trigger: JSON.stringify({ name: row.trigger }),
  };
  const body = Object.entries(members).map(([name, json]) => `"${name}":${json}`);
  return { webhook, policy, body: `{${body.join(",")}}` };
}
