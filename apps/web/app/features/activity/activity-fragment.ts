import { graphql } from "~/graphql.ts";

/** How much of what happened is shown. */
export const activityLimit = 20;

/** One thing that happened. */
export const ActivityEntryFragment = graphql(`
  fragment ActivityEntry on activity {
    id
    kind
    payload
    happened_at
    actor_id
    actor {
      id
      display_name
    }
  }
`);

/** The latest things that happened at a dinner. */
export const ActivityFragment = graphql(
  `
    fragment Activity on dinners {
      id
      activity(order_by: [{ id: desc }], limit: 20) {
        id
        ...ActivityEntry
      }
    }
  `,
  [ActivityEntryFragment],
);
