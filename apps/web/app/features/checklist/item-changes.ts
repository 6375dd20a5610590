import { graphql } from "~/graphql.ts";

/** One line of the checklist. */
export const ChecklistRowFragment = graphql(`
  fragment ChecklistRow on items {
    id
    dinner_id
    title
    done
    position
    is_private
    assignee_id
    assignee {
      id
      display_name
    }
  }
`);

/** Puts a line on the checklist; its id is made by the browser, so that the line is there at once. */
export const AddItem = graphql(
  `
    mutation AddItem($item: items_insert_input!) {
      insert_items_one(object: $item) {
        id
        ...ChecklistRow
      }
    }
  `,
  [ChecklistRowFragment],
);

/** Changes a line: its title, whether it is done, who brings it, where it stands, who sees it. */
export const ChangeItem = graphql(
  `
    mutation ChangeItem($id: uuid!, $set: items_set_input!) {
      update_items_by_pk(pk_columns: { id: $id }, _set: $set) {
        id
        ...ChecklistRow
      }
    }
  `,
  [ChecklistRowFragment],
);

/** Takes a line off the checklist. */
export const RemoveItem = graphql(`
  mutation RemoveItem($id: uuid!) {
    delete_items_by_pk(id: $id) {
      id
    }
  }
`);
