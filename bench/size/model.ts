import type { HasuraModel } from "@potluck/urql-client/browser";

/** What `hasura-model` prints for the two tables of the page. */
export const model: HasuraModel = {
  v: 1,
  roots: { query: "query_root", mutation: "mutation_root", subscription: "subscription_root" },
  tables: {
    dinners: {
      pk: ["id"],
      columns: { id: "uuid!", title: "String!" },
      rels: { items: { to: "items", many: true, map: { id: "dinner_id" } } },
      fields: { select: "dinners", selectByPk: "dinners_by_pk" },
    },
    items: {
      pk: ["id"],
      columns: { id: "uuid!", dinner_id: "uuid!", title: "String!", done: "Boolean!", position: "String!" },
      rels: { dinner: { to: "dinners", many: false, map: { dinner_id: "id" } } },
      fields: { select: "items", updateByPk: "update_items_by_pk" },
      bytewise: ["position"],
    },
  },
  keyless: [],
  otherMutations: [],
};
