import type { QueuedRow } from "../webhooks/delivery-queue.ts";
import type { Delivery } from "../webhooks/dispatcher.ts";
import type { CronTrigger } from "./cron-triggers.ts";

/** A leased row of the cron events. */
export interface CronRow extends QueuedRow {
  scheduledTime: string;
  ageSeconds: number;
}

/**
 * Makes the call of a cron event, in the form of Hasura's: without a comment the key is absent, without a payload it is null.
 *
 * @returns undefined for an event that is older than the trigger tolerates.
 */
export function toCronDelivery(row: CronRow, trigger: CronTrigger): Delivery | undefined {
  if (row.ageSeconds > trigger.toleranceSeconds) return undefined;
  const { name, payload, comment, webhook, policy } = trigger;
  const body = JSON.stringify({ comment, id: row.id, name, payload, scheduled_time: row.scheduledTime });
  return { webhook, policy, body };
}
