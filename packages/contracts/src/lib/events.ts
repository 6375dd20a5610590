import { z } from "zod";

const row = <Row extends z.ZodType>(schema: Row) => schema.nullable();

/**
 * Body of a call that Hasura makes for an event trigger.
 *
 * @param schema Shape of the table's row, as far as the function reads it.
 * @see Hasura v2 documentation, Event Triggers, Payload
 */
export function hasuraEvent<Row extends z.ZodType>(schema: Row) {
  return z.object({
    /** The same for every delivery of one event. */
    id: z.string().min(1),
    /** When the change was committed, in ISO 8601. */
    created_at: z.string().min(1),
    delivery_info: z.object({ current_retry: z.number(), max_retries: z.number() }),
    event: z.object({
      op: z.enum(["INSERT", "UPDATE", "DELETE", "MANUAL"]),
      data: z.object({ old: row(schema), new: row(schema) }),
      /** Of the request that made the change; null for a change that no request made. */
      session_variables: z.record(z.string(), z.string()).nullable(),
    }),
    table: z.object({ schema: z.string(), name: z.string() }),
    trigger: z.object({ name: z.string() }),
  });
}

/** One event as {@link hasuraEvent} reads it. */
export interface HasuraEvent<Row> {
  id: string;
  created_at: string;
  delivery_info: { current_retry: number; max_retries: number };
  event: {
    op: "INSERT" | "UPDATE" | "DELETE" | "MANUAL";
    data: { old: Row | null; new: Row | null };
    session_variables: Readonly<Record<string, string>> | null;
  };
  table: { schema: string; name: string };
  trigger: { name: string };
}

/**
 * Body of a call that Hasura makes for a cron trigger.
 *
 * @see Hasura v2 documentation, Scheduled Triggers, Cron Triggers
 */
export const cronEvent = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  /** In ISO 8601; a call can be late. */
  scheduled_time: z.string().min(1),
});

/** One call of a cron trigger. */
export type CronEvent = z.infer<typeof cronEvent>;
