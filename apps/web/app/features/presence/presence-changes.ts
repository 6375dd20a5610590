import { graphql } from "~/graphql.ts";

/** Who has the dinner's page open now; the view forgets a page that was silent for 45 seconds. */
export const PresenceFragment = graphql(`
  fragment Presence on dinners {
    id
    presence(order_by: [{ user_id: asc }]) {
      dinner_id
      user_id
      doing
    }
  }
`);

/** Says that a page is open, and what is done there. */
export const BeHere = graphql(`
  mutation BeHere($presence: presence_insert_input!) {
    insert_presence_one(
      object: $presence
      on_conflict: { constraint: presence_pkey, update_columns: [doing] }
    ) {
      dinner_id
      user_id
      client_id
    }
  }
`);

/** Says that a page was left. */
export const LeaveHere = graphql(`
  mutation LeaveHere($dinner: uuid!, $user: String!, $client: uuid!) {
    delete_presence_by_pk(dinner_id: $dinner, user_id: $user, client_id: $client) {
      dinner_id
      user_id
      client_id
    }
  }
`);
