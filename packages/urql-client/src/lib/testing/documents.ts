import { gql, type TypedDocumentNode } from "@urql/core";

/** What every query here reads of a line of the checklist. */
export interface Item {
  id: string;
  title: string;
  done: boolean;
  position: string;
}

/** A line as the dinner's page shows it. */
export interface AssignedItem extends Item {
  created_at: string;
  assignee: { id: string; display_name: string } | null;
}

/** A line with a number that can be added to; only the test schema has one. */
export interface VotedItem extends Item {
  votes: number;
}

/** What a query of a dinner answers. */
export interface DinnerData<Row> {
  dinners_by_pk: {
    id: string;
    title: string;
    items: Row[];
    items_aggregate: { aggregate: { count: number } };
  } | null;
}

type Query<Data> = TypedDocumentNode<Data, { id: string }>;

const dinner = <Row>(name: string, columns: string): Query<DinnerData<Row>> =>
  gql(`
    query ${name}($id: uuid!) {
      dinners_by_pk(id: $id) {
        id
        title
        items(order_by: [{ position: asc }, { id: asc }]) {
          ...${name}Line
        }
        items_aggregate {
          aggregate {
            count
          }
        }
      }
    }
    fragment ${name}Line on items {
      id
      title
      done
      position
      ${columns}
    }
  `);

const openItems = <Row>(name: string, columns: string): Query<{ items: Row[] }> =>
  gql(`
    query ${name}($id: uuid!) {
      items(
        where: { dinner_id: { _eq: $id }, done: { _eq: false } }
        order_by: [{ position: asc }, { id: asc }]
      ) {
        id
        title
        done
        position
        ${columns}
      }
    }
  `);

/** A dinner's page. */
export const Dinner = dinner<AssignedItem>("Dinner", "created_at assignee { id display_name }");
/** A dinner's page with votes. */
export const VotedDinner = dinner<VotedItem>("VotedDinner", "votes");
/** The lines of a dinner that are not done: a list that lines move in and out of. */
export const OpenItems = openItems<Item>("OpenItems", "");
/** The same with votes. */
export const OpenVotedItems = openItems<VotedItem>("OpenVotedItems", "votes");

/** Adds a line. */
export const AddItem: TypedDocumentNode<unknown, { object: object }> = gql`
  mutation AddItem($object: items_insert_input!) {
    insert_items_one(object: $object) {
      id
    }
  }
`;

/** Changes a line. */
export const ChangeItem: TypedDocumentNode<unknown, { id: string; set: object }> = gql`
  mutation ChangeItem($id: uuid!, $set: items_set_input!) {
    update_items_by_pk(pk_columns: { id: $id }, _set: $set) {
      id
    }
  }
`;

/** Changes a line, or adds to its votes. */
export const ChangeVotedItem: TypedDocumentNode<unknown, { id: string; set?: object; inc?: object }> = gql`
  mutation ChangeVotedItem($id: uuid!, $set: items_set_input, $inc: items_inc_input) {
    update_items_by_pk(pk_columns: { id: $id }, _set: $set, _inc: $inc) {
      id
      votes
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

/** One entry of the log in the test schema. */
export interface Activity {
  id: number;
  kind: string;
}

const activityStream = (
  name: string,
  batchSize: number,
): TypedDocumentNode<{ activity_stream: Activity[] }, { dinner: string; cursor: number }> =>
  gql(`
  subscription ${name}($dinner: uuid!, $cursor: bigint!) {
    activity_stream(
      batch_size: ${batchSize}
      cursor: { initial_value: { id: $cursor } }
      where: { dinner_id: { _eq: $dinner } }
    ) {
      ...${name}Entry
    }
  }
  fragment ${name}Entry on activity {
    id
    kind
  }
`);

/** A dinner's log as it grows, in batches that are small enough to need several. */
export const ActivityStream = activityStream("ActivityStream", 3);

/** The same for a log that grows fast. */
export const BusyStream = activityStream("BusyStream", 50);
