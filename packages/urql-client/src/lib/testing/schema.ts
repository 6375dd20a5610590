import type { TableMetadata } from "../codegen/metadata.ts";

// Whatever can be queried can be subscribed to.
const READ_FIELDS = `
    activity(where: activity_bool_exp, order_by: [activity_order_by!], limit: Int): [activity!]!
    activity_by_pk(id: bigint!): activity
    dinners(where: dinners_bool_exp, order_by: [dinners_order_by!], limit: Int): [dinners!]!
    dinners_by_pk(id: uuid!): dinners
    items(where: items_bool_exp, order_by: [items_order_by!], limit: Int, offset: Int): [items!]!
    items_by_pk(id: uuid!): items
    items_aggregate(where: items_bool_exp): items_aggregate!
    users(where: users_bool_exp): [users!]!
    users_by_pk(id: String!): users
    client_mutations_by_pk(id: uuid!): client_mutations
`;

/** A small schema in the shape Hasura prints for a role. */
export const SDL = /* GraphQL */ `
  schema {
    query: query_root
    mutation: mutation_root
    subscription: subscription_root
  }
  scalar uuid
  scalar timestamptz
  scalar bigint
  enum order_by {
    asc
    asc_nulls_first
    asc_nulls_last
    desc
    desc_nulls_first
    desc_nulls_last
  }
  input uuid_comparison_exp {
    _eq: uuid
    _in: [uuid!]
    _neq: uuid
    _is_null: Boolean
  }
  input String_comparison_exp {
    _eq: String
    _in: [String!]
    _neq: String
    _is_null: Boolean
    _like: String
  }
  input Boolean_comparison_exp {
    _eq: Boolean
    _neq: Boolean
  }
  input Int_comparison_exp {
    _eq: Int
    _gt: Int
    _gte: Int
    _lt: Int
  }

  type users {
    id: String!
    display_name: String!
  }
  enum users_select_column {
    id
    display_name
  }
  input users_bool_exp {
    _and: [users_bool_exp!]
    id: String_comparison_exp
    display_name: String_comparison_exp
  }

  type client_mutations {
    id: uuid!
    user_id: String!
  }
  enum client_mutations_select_column {
    id
    user_id
  }
  type client_mutations_mutation_response {
    affected_rows: Int!
  }
  input client_mutations_insert_input {
    id: uuid
    user_id: String
  }

  type dinners {
    id: uuid!
    title: String!
    notes: String
    owner_id: String!
    created_at: timestamptz!
    owner: users!
    items(where: items_bool_exp, order_by: [items_order_by!], limit: Int, offset: Int): [items!]!
    items_aggregate(where: items_bool_exp): items_aggregate!
    client_mutations: [client_mutations!]!
  }
  enum dinners_select_column {
    id
    title
    notes
    owner_id
    created_at
  }
  input dinners_bool_exp {
    _and: [dinners_bool_exp!]
    id: uuid_comparison_exp
    title: String_comparison_exp
  }
  input dinners_order_by {
    title: order_by
    created_at: order_by
    id: order_by
  }
  input dinners_insert_input {
    id: uuid
    title: String
    notes: String
  }
  input dinners_set_input {
    title: String
    notes: String
  }
  input dinners_pk_columns_input {
    id: uuid!
  }

  type items {
    id: uuid!
    dinner_id: uuid!
    title: String!
    done: Boolean!
    position: String!
    votes: Int!
    version: Int!
    assignee_id: String
    created_by: String!
    created_at: timestamptz!
    updated_at: timestamptz!
    assignee: users
    dinner: dinners!
  }
  enum items_select_column {
    id
    dinner_id
    title
    done
    position
    votes
    version
    assignee_id
    created_by
    created_at
    updated_at
  }
  type items_aggregate {
    aggregate: items_aggregate_fields
    nodes: [items!]!
  }
  type items_aggregate_fields {
    count: Int!
  }
  type items_mutation_response {
    affected_rows: Int!
    returning: [items!]!
  }
  input items_bool_exp {
    _and: [items_bool_exp!]
    _or: [items_bool_exp!]
    _not: items_bool_exp
    id: uuid_comparison_exp
    dinner_id: uuid_comparison_exp
    title: String_comparison_exp
    done: Boolean_comparison_exp
    votes: Int_comparison_exp
    assignee_id: String_comparison_exp
    dinner: dinners_bool_exp
  }
  input items_order_by {
    position: order_by
    id: order_by
    title: order_by
    votes: order_by
    done: order_by
  }
  input items_insert_input {
    id: uuid
    dinner_id: uuid
    title: String
    done: Boolean
    position: String
    votes: Int
    assignee_id: String
  }
  input items_set_input {
    title: String
    done: Boolean
    position: String
    votes: Int
    assignee_id: String
  }
  input items_inc_input {
    votes: Int
  }
  input items_pk_columns_input {
    id: uuid!
  }
  enum items_constraint {
    items_pkey
  }
  enum items_update_column {
    title
    done
    position
    votes
    assignee_id
  }
  input items_on_conflict {
    constraint: items_constraint!
    update_columns: [items_update_column!]! = []
    where: items_bool_exp
  }

  type client_mutations_mutation_response {
    affected_rows: Int!
  }
  input client_mutations_insert_input {
    id: uuid
    user_id: String
  }

  type activity {
    id: bigint!
    dinner_id: uuid!
    kind: String!
  }
  enum activity_select_column {
    id
    dinner_id
    kind
  }
  input activity_bool_exp {
    _and: [activity_bool_exp!]
    dinner_id: uuid_comparison_exp
    id: bigint_comparison_exp
  }
  input bigint_comparison_exp {
    _gt: bigint
  }
  input activity_order_by {
    id: order_by
  }
  enum cursor_ordering {
    ASC
    DESC
  }
  input activity_stream_cursor_input {
    initial_value: activity_stream_cursor_value_input!
    ordering: cursor_ordering
  }
  input activity_stream_cursor_value_input {
    id: bigint
    kind: String
  }

  type query_root {
    ${READ_FIELDS}
    weather(city: String!): Weather
  }
  type Weather {
    city: String!
    sunny: Boolean!
  }

  type mutation_root {
    insert_client_mutations(objects: [client_mutations_insert_input!]!): client_mutations_mutation_response
    insert_dinners_one(object: dinners_insert_input!): dinners
    update_dinners_by_pk(pk_columns: dinners_pk_columns_input!, _set: dinners_set_input): dinners
    delete_dinners_by_pk(id: uuid!): dinners
    insert_items_one(object: items_insert_input!, on_conflict: items_on_conflict): items
    insert_items(objects: [items_insert_input!]!): items_mutation_response
    update_items_by_pk(
      pk_columns: items_pk_columns_input!
      _set: items_set_input
      _inc: items_inc_input
    ): items
    update_items(where: items_bool_exp!, _set: items_set_input): items_mutation_response
    delete_items_by_pk(id: uuid!): items
    delete_items(where: items_bool_exp!): items_mutation_response
    insert_client_mutations(
      objects: [client_mutations_insert_input!]!
    ): client_mutations_mutation_response
    invite(email: String!): Weather
  }

  type subscription_root {
    activity_stream(
      batch_size: Int!
      cursor: [activity_stream_cursor_input]!
      where: activity_bool_exp
    ): [activity!]!
    ${READ_FIELDS}
  }
`;

/** The metadata that belongs to it. */
export const TABLES: readonly TableMetadata[] = [
  { table: { schema: "public", name: "activity" } },
  { table: { schema: "public", name: "users" } },
  { table: { schema: "public", name: "client_mutations" } },
  {
    table: { schema: "public", name: "dinners" },
    object_relationships: [{ name: "owner", using: { foreign_key_constraint_on: "owner_id" } }],
    array_relationships: [
      {
        name: "items",
        using: {
          foreign_key_constraint_on: {
            column: "dinner_id",
            table: { schema: "public", name: "items" },
          } as never,
        },
      },
      {
        name: "client_mutations",
        using: { manual_configuration: { column_mapping: { owner_id: "user_id" } } },
      },
    ],
    insert_permissions: [{ role: "user", permission: { set: { owner_id: "X-Hasura-User-Id" } } }],
  },
  {
    table: { schema: "public", name: "items" },
    object_relationships: [
      { name: "assignee", using: { foreign_key_constraint_on: "assignee_id" } },
      { name: "dinner", using: { foreign_key_constraint_on: "dinner_id" } },
    ],
    insert_permissions: [{ role: "user", permission: { set: { created_by: "X-Hasura-User-Id" } } }],
  },
];
