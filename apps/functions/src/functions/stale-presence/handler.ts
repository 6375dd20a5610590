import { z } from "zod";
import { defineCron } from "../../runtime/define-cron.ts";
import type { Operation } from "../../runtime/hasura-client.ts";
import { done } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

/** Pages beat every 15 seconds; long before five minutes nobody counts the page as open. */
const STALE_AFTER_MS = 5 * 60_000;

const deleted = z.object({ delete_presence: z.object({ affected_rows: z.number() }) });

const deleteStale: Operation<z.output<typeof deleted>> = {
  data: deleted,
  text: /* GraphQL */ `
    mutation DeleteStalePresence($before: timestamptz!) {
      delete_presence(where: { last_seen_at: { _lt: $before } }) {
        affected_rows
      }
    }
  `,
};

/** Deletes the heartbeats of pages that are gone. */
export const stalePresence = defineCron({
  name: "stale-presence",
  input,
  async run(_call, { hasura, now }) {
    const before = new Date(now().getTime() - STALE_AFTER_MS).toISOString();
    const { delete_presence: rows } = await hasura.request(deleteStale, { before });
    return done(`${rows.affected_rows} deleted`);
  },
});
