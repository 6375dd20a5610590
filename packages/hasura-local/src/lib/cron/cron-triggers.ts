import type { CronTriggerMetadata, Metadata } from "../metadata/types.ts";
import type { RetryPolicy } from "../webhooks/retry.ts";
import { resolveWebhook } from "../webhooks/webhook.ts";
import type { Environment, Webhook } from "../webhooks/webhook.ts";
import { StartupError } from "../config/startup-error.ts";
import { parseSchedule } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";

/** A cron trigger, ready to be served. */
export interface CronTrigger {
  name: string;
  /** As the metadata has it. */
  expression: string;
  schedule: Schedule;
  payload: unknown;
  comment: string | undefined;
  webhook: Webhook;
  policy: RetryPolicy;
  /** What is later than this is not delivered. */
  toleranceSeconds: number;
}

/**
 * The cron triggers of the metadata by name. Hasura's defaults: no retry, 10 s between calls, 60 s for an answer, a
 * tolerance of 6 hours.
 *
 * @throws StartupError `METADATA_INVALID` naming the trigger, and the variable that is not set.
 */
export function readCronTriggers(metadata: Metadata, environment: Environment): Map<string, CronTrigger> {
  const triggers = new Map<string, CronTrigger>();
  for (const trigger of metadata.cron_triggers ?? []) {
    if (triggers.has(trigger.name)) {
      throw new StartupError("METADATA_INVALID", `cron trigger ${trigger.name}: two have this name.`);
    }
    triggers.set(trigger.name, readTrigger(trigger, environment));
  }
  return triggers;
}

function readTrigger(metadata: CronTriggerMetadata, environment: Environment): CronTrigger {
  const { name, schedule: expression, retry_conf: retry } = metadata;
  const owner = `cron trigger ${name}`;
  const schedule = parseSchedule(expression);
  if (!schedule) {
    throw new StartupError("METADATA_INVALID", `${owner}: "${expression}" is no schedule of five fields.`);
  }
  return {
    name,
    expression,
    schedule,
    payload: metadata.payload ?? null,
    comment: metadata.comment ?? undefined,
    webhook: resolveWebhook(owner, metadata, environment),
    policy: {
      retries: retry?.num_retries ?? 0,
      intervalSeconds: retry?.retry_interval_seconds ?? 10,
      timeoutSeconds: retry?.timeout_seconds ?? 60,
    },
    toleranceSeconds: retry?.tolerance_seconds ?? 21_600,
  };
}
