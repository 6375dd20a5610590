/** What every page asks; each parses it with what its client brings. */
export const LIST = `query List {
  items(order_by: [{ position: asc }]) { __typename id title done position }
}`;

export const LIST_CHANGES = LIST.replace("query List", "subscription ListChanges");

export const TOGGLE = `mutation Toggle($id: uuid!, $done: Boolean!) {
  update_items_by_pk(pk_columns: { id: $id }, _set: { done: $done }) { __typename id done }
}`;

/** An item, as the pages show it. */
export interface Item {
  __typename: "items";
  id: string;
  title: string;
  done: boolean;
  position: string;
}

/** Answer to {@link LIST}, and to its subscription. */
export interface ListData {
  items: Item[];
}

/** Variables of {@link TOGGLE}. */
export interface ToggleVariables {
  id: string;
  done: boolean;
}
