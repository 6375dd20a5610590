import { gql, type TypedDocumentNode } from "@urql/core";
import { OpenVotedItems, VotedDinner, type VotedItem } from "../documents.ts";
import type { QueryName } from "./plan.ts";

/** The first open lines: where one leaves, another comes in. */
const FirstItems = gql`
  query FirstItems($id: uuid!) {
    items(
      where: { dinner_id: { _eq: $id }, done: { _eq: false } }
      order_by: [{ position: asc }, { id: asc }]
      limit: 3
    ) {
      id
      title
      done
      position
      votes
    }
  }
`;

/** Two roots that hold the same rows: two subscriptions, whose frames belong together. */
const BothItems = gql`
  query BothItems($id: uuid!) {
    items(where: { dinner_id: { _eq: $id } }, order_by: [{ position: asc }, { id: asc }]) {
      id
      title
      done
      position
      votes
    }
    open: items(
      where: { dinner_id: { _eq: $id }, done: { _eq: false } }
      order_by: [{ position: asc }, { id: asc }]
    ) {
      id
      title
      done
      position
      votes
    }
  }
`;

/** A list of lines within a query's answer, and which lines it holds. */
export interface PaintedList {
  name: string;
  holds: "all" | "open" | "first";
  rows: readonly VotedItem[];
}

/** A query of a page, and the lists its answer holds. */
export interface PageQuery {
  document: TypedDocumentNode<unknown, { id: string }>;
  lists(data: unknown): PaintedList[];
}

/** Variables of every query. */
export const VARIABLES = { id: "d1" };

/** The queries by name. */
export const QUERIES: Record<QueryName, PageQuery> = {
  page: {
    document: VotedDinner,
    lists: (data) => [
      {
        name: "page",
        holds: "all",
        rows: (data as { dinners_by_pk: { items: VotedItem[] } }).dinners_by_pk.items,
      },
    ],
  },
  open: {
    document: OpenVotedItems,
    lists: (data) => [{ name: "open", holds: "open", rows: (data as { items: VotedItem[] }).items }],
  },
  first: {
    document: FirstItems as TypedDocumentNode<unknown, { id: string }>,
    lists: (data) => [{ name: "first", holds: "first", rows: (data as { items: VotedItem[] }).items }],
  },
  both: {
    document: BothItems as TypedDocumentNode<unknown, { id: string }>,
    lists(data) {
      const { items, open } = data as { items: VotedItem[]; open: VotedItem[] };
      return [
        { name: "both", holds: "all", rows: items },
        { name: "both.open", holds: "open", rows: open },
      ];
    },
  },
};
