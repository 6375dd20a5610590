import { graphql } from "~/graphql.ts";

/** The people of a dinner, in the order in which they came. */
export const DinnerMembersFragment = graphql(`
  fragment DinnerMembers on dinners {
    id
    members(order_by: [{ joined_at: asc }, { user_id: asc }]) {
      dinner_id
      user_id
      role
      joined_at
      user {
        id
        display_name
      }
    }
  }
`);
