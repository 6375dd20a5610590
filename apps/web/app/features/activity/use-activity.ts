import { useLiveStream } from "@potluck/urql-client/react";

import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf, ResultOf } from "~/graphql.ts";

import { ActivityEntryFragment, ActivityFragment, activityLimit } from "./activity-fragment.ts";

const ActivityStream = graphql(
  `
    subscription ActivityStream($dinner: uuid!, $cursor: bigint!) {
      activity_stream(
        where: { dinner_id: { _eq: $dinner } }
        cursor: [{ initial_value: { id: $cursor }, ordering: ASC }]
        batch_size: 20
      ) {
        id
        ...ActivityEntry
      }
    }
  `,
  [ActivityEntryFragment],
);

/** One thing that happened, as a component reads it. */
export type ActivityEntry = ResultOf<typeof ActivityEntryFragment>;

/**
 * Follows what happens at a dinner: it begins with what came with the page and goes on as a stream.
 *
 * @param dinner The dinner.
 * @returns The latest entries, newest first. Rows can be written in another order than that in which things happened.
 */
export function useActivity(dinner: FragmentOf<typeof ActivityFragment>): readonly ActivityEntry[] {
  const { id, activity } = readFragment(ActivityFragment, dinner);
  const { rows } = useLiveStream(
    ActivityStream,
    { dinner: id, cursor: 0 },
    { initial: activity, limit: activityLimit },
  );
  return readFragment(ActivityEntryFragment, rows).toSorted(
    (a, b) => Date.parse(b.happened_at) - Date.parse(a.happened_at) || b.id - a.id,
  );
}
