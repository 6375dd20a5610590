import { gql, type TypedDocumentNode } from "@urql/core";

/** One line of the checklist in the test schema. */
export interface Item {
  id: string;
  title: string;
  done: boolean;
  position: string;
  created_at: string;
  assignee: { id: string; display_name: string } | null;
}

/** A dinner's page. */
export const Dinner: TypedDocumentNode<
  {
    dinners_by_pk: {
      id: string;
      title: string;
      items: Item[];
      items_aggregate: { aggregate: { count: number } };
    } | null;
  },
  { id: string }
> = gql`
  query Dinner($id: uuid!) {
    dinners_by_pk(id: $id) {
      id
      title
      items(order_by: [{ position: asc }, { id: asc }]) {
        ...Line
      }
      items_aggregate {
        aggregate {
          count
        }
      }
    }
  }
  fragment Line on items {
    id
    title
    done
    position
    created_at
    assignee {
      id
      display_name
    }
  }
`;

/** Adds a line. */
export const AddItem: TypedDocumentNode<unknown, { object: Record<string, unknown> }> = gql`
  mutation AddItem($object: items_insert_input!) {
    insert_items_one(object: $object) {
      id
    }
  }
`;

/** Changes a line. */
export const ChangeItem: TypedDocumentNode<unknown, { id: string; set: Record<string, unknown> }> = gql`
  mutation ChangeItem($id: uuid!, $set: items_set_input!) {
    update_items_by_pk(pk_columns: { id: $id }, _set: $set) {
      id
    }
  }
`;

/** Removes a line. */
export const RemoveItem: TypedDocumentNode<unknown, { id: string }> = gql`
  mutation RemoveItem($id: uuid!) {
    delete_items_by_pk(id: $id) {
      id
    }
  }
`;
