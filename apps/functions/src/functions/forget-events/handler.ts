import { z } from "zod";
import { defineCron } from "../../runtime/define-cron.ts";
import type { Operation } from "../../runtime/hasura-client.ts";
import { done } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** Far longer than any event is delivered again. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Longer than the thirty days for which pages send a change again. */
const CHANGES_KEPT_MS = 60 * 24 * 3_600_000;

const rows = z.object({ affected_rows: z.number() });
const deleted = z.object({ delete_processed_events: rows, delete_client_mutations: rows });

const deleteOld: Operation<z.output<typeof deleted>> = {
  data: deleted,
  text: /* GraphQL */ `
    mutation ForgetEvents($before: timestamptz!, $changesBefore: timestamptz!) {
      delete_processed_events(where: { processed_at: { _lt: $before } }) {
        affected_rows
      }
      delete_client_mutations(where: { made_at: { _lt: $changesBefore } }) {
        affected_rows
      }
    }
  `,
};

/** Deletes the marks of events that nobody will deliver, and of changes that no page will send again. */
export const forgetEvents = defineCron({
  name: "forget-events",
  input,
  async run(_call, { hasura, now }) {
    const ago = (ms: number): string => new Date(now().getTime() - ms).toISOString();
    const answer = await hasura.request(deleteOld, {
      before: ago(KEPT_MS),
      changesBefore: ago(CHANGES_KEPT_MS),
    });
    const { delete_processed_events: events, delete_client_mutations: changes } = answer;
    return done(`${events.affected_rows + changes.affected_rows} deleted`);
  },
});
