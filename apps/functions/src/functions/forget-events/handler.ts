import { z } from "zod";
import { defineCron } from "../../runtime/define-cron.ts";
import type { Operation } from "../../runtime/hasura-client.ts";
import { done } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** Far longer than any event is delivered again. */
const KEPT_MS = 30 * 24 * 3_600_000;

const deleted = z.object({ delete_processed_events: z.object({ affected_rows: z.number() }) });

const deleteOld: Operation<z.output<typeof deleted>> = {
  data: deleted,
  text: /* GraphQL */ `
    mutation ForgetEvents($before: timestamptz!) {
      delete_processed_events(where: { processed_at: { _lt: $before } }) {
        affected_rows
      }
    }
  `,
};

/** Deletes the marks of events that nobody will deliver again. */
export const forgetEvents = defineCron({
  name: "forget-events",
  input,
  async run(_call, { hasura, now }) {
    const before = new Date(now().getTime() - KEPT_MS).toISOString();
    const { delete_processed_events: rows } = await hasura.request(deleteOld, { before });
    return done(`${rows.affected_rows} deleted`);
  },
});
