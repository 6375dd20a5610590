import { StartupError } from "../config/startup-error.ts";
import type { EventOperation, EventTriggerMetadata, Metadata, QualifiedName } from "../metadata/types.ts";
import type { RetryPolicy } from "../webhooks/retry.ts";
import { resolveWebhook } from "../webhooks/webhook.ts";
import type { Environment, Webhook } from "../webhooks/webhook.ts";
import { OPERATIONS } from "./capture-function.ts";
import type { Capture } from "./capture-function.ts";

/** An event trigger, ready to be served. */
export interface EventTrigger {
  name: string;
  table: QualifiedName;
  isManual: boolean;
  captures: Capture[];
  webhook: Webhook;
  policy: RetryPolicy;
}

/**
 * The event triggers of the metadata by name. Hasura's defaults: no retry, 10 s between calls, 60 s for an answer.
 *
 * @throws StartupError `METADATA_INVALID` naming the trigger, and the variable that is not set.
 */
export function readEventTriggers(metadata: Metadata, environment: Environment): Map<string, EventTrigger> {
  const triggers = new Map<string, EventTrigger>();
  for (const { table, event_triggers: list } of metadata.sources.flatMap((source) => source.tables)) {
    for (const trigger of list ?? []) {
      const other = triggers.get(trigger.name)?.table;
      if (other) throw duplicate(trigger.name, other, table);
      triggers.set(trigger.name, readTrigger(table, trigger, environment));
    }
  }
  return triggers;
}

function duplicate(name: string, one: QualifiedName, other: QualifiedName): StartupError {
  const tables = [one, other].map(({ schema, name: table }) => `${schema}.${table}`);
  return new StartupError(
    "METADATA_INVALID",
    `event trigger ${name}: two have this name, on ${tables.join(" and ")}.`,
  );
}

function readTrigger(
  table: QualifiedName,
  metadata: EventTriggerMetadata,
  environment: Environment,
): EventTrigger {
  const { name, definition, retry_conf: retry } = metadata;
  return {
    name,
    table,
    isManual: definition.enable_manual ?? false,
    captures: OPERATIONS.flatMap((operation) => {
      const spec = definition[operation.toLowerCase() as "insert" | "update" | "delete"];
      return spec ? [{ trigger: name, table, operation, spec }] : [];
    }),
    webhook: resolveWebhook(`event trigger ${name}`, metadata, environment),
    policy: {
      retries: retry?.num_retries ?? 0,
      intervalSeconds: retry?.interval_sec ?? 10,
      timeoutSeconds: retry?.timeout_sec ?? 60,
    },
  };
}

/** Every column that a trigger names. */
export function columnsOf(trigger: EventTrigger): Set<string> {
  const named = ({ columns, payload }: EventOperation): string[] =>
    [columns, payload].flatMap((each) => (each === undefined || each === "*" ? [] : each));
  return new Set(trigger.captures.flatMap((capture) => named(capture.spec)));
}
