import { TheTableFragment } from "~/features/booking/booking-fragment.ts";
import { ChecklistRowFragment } from "~/features/checklist/item-changes.ts";
import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { graphql } from "~/graphql.ts";

/** A dinner as its guest wants to have it at hand. */
export const NextDinnerFragment = graphql(
  `
    fragment NextDinner on dinners {
      id
      title
      starts_at
      ...DinnerMembers
      ...TheTable
      items(where: { assignee_id: { _eq: $me } }, order_by: [{ position: asc }, { id: asc }]) {
        id
        ...ChecklistRow
      }
      open: items_aggregate(where: { assignee_id: { _is_null: true }, done: { _eq: false } }) {
        aggregate {
          count
        }
      }
    }
  `,
  [DinnerMembersFragment, TheTableFragment, ChecklistRowFragment],
);

/** The first dinner that is not over at `from`, and who looks at it. */
export const NextDinnerQuery = graphql(
  `
    query NextDinner($me: String!, $from: timestamptz!) {
      users_by_pk(id: $me) {
        id
        display_name
      }
      dinners(where: { starts_at: { _gte: $from } }, order_by: [{ starts_at: asc }, { id: asc }], limit: 1) {
        id
        ...NextDinner
      }
    }
  `,
  [NextDinnerFragment],
);
