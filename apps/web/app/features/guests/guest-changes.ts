import { graphql } from "~/graphql.ts";

/** Gives a guest another role. */
export const ChangeRole = graphql(`
  mutation ChangeRole($dinner: uuid!, $user: String!, $role: member_roles_enum!) {
    update_dinner_members_by_pk(pk_columns: { dinner_id: $dinner, user_id: $user }, _set: { role: $role }) {
      dinner_id
      user_id
      role
    }
  }
`);

/** Takes a guest off the guest list: somebody else as its host, or oneself. */
export const RemoveGuest = graphql(`
  mutation RemoveGuest($dinner: uuid!, $user: String!) {
    delete_dinner_members_by_pk(dinner_id: $dinner, user_id: $user) {
      dinner_id
      user_id
    }
  }
`);
