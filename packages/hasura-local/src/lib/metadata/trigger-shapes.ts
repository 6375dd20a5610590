import { z } from "zod";
import { header } from "./header-shape.ts";

const whole = z.number().int().min(0);
const seconds = z.number().min(0);
const positive = z.number().positive();
const columns = z.union([z.literal("*"), z.array(z.string())]);

/** Keys of Hasura's that change what is sent; to ignore them would be to send something else. */
const transforms = {
  request_transform: z.undefined("request_transform is not supported").optional(),
  response_transform: z.undefined("response_transform is not supported").optional(),
};

const operation = z.looseObject({ columns, payload: columns.optional() });

/** Hasura's limits: the name becomes part of the names of SQL triggers. */
const eventTriggerName = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,41}$/, "takes a letter, then letters, digits, _ and -, 42 characters at most");

const eventTriggerShape = z
  .looseObject({
    name: eventTriggerName,
    definition: z
      .looseObject({
        enable_manual: z.boolean().optional(),
        insert: operation.optional(),
        update: operation
          .extend({ columns: z.union([z.literal("*"), z.array(z.string()).min(1)]) })
          .optional(),
        delete: operation.optional(),
      })
      .refine(
        (given) => given.insert || given.update || given.delete || given.enable_manual,
        "takes at least one of insert, update, delete and enable_manual",
      ),
    webhook: z.string().optional(),
    webhook_from_env: z.string().optional(),
    headers: z.array(header).optional(),
    retry_conf: z
      .looseObject({
        num_retries: whole.optional(),
        interval_sec: whole.optional(),
        timeout_sec: whole.min(1).optional(),
      })
      .optional(),
    cleanup_config: z.looseObject({}).optional(),
    ...transforms,
  })
  .refine(
    (trigger) => (trigger.webhook === undefined) !== (trigger.webhook_from_env === undefined),
    "takes either webhook or webhook_from_env",
  );

const cronTriggerShape = z.looseObject({
  name: z.string().min(1),
  webhook: z.string(),
  schedule: z.string(),
  payload: z.unknown().optional(),
  headers: z.array(header).optional(),
  retry_conf: z
    .looseObject({
      num_retries: whole.optional(),
      retry_interval_seconds: seconds.optional(),
      timeout_seconds: positive.optional(),
      tolerance_seconds: seconds.optional(),
    })
    .optional(),
  include_in_metadata: z.boolean().optional(),
  comment: z.string().nullish(),
  ...transforms,
});

/** The `event_triggers` of a table. */
export const eventTriggersShape = z
  .array(named("event trigger", eventTriggerShape))
  .nullish()
  .transform((triggers) => triggers ?? undefined);

/** `cron_triggers.yaml`. */
export const cronTriggersShape = z.array(named("cron trigger", cronTriggerShape)).nullable();

/** Has messages say which trigger is meant: its place in a list tells a reader little. */
function named<T>(kind: string, shape: z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    const name = (value as { name?: unknown } | null)?.name;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", path: [...path], message: `${kind} ${String(name)}: ${message}` });
    }
    return z.NEVER;
  });
}
