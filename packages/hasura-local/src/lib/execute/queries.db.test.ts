import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, startPotluck, user, valueOf } from "./potluck-project.fixture.ts";
import type { PotluckProject } from "./potluck-project.fixture.ts";

const DINNER = "00000000-0000-4000-8000-000000000001";
const ada = user("auth0|ada");

describe("queries", () => {
  let project: PotluckProject;
  beforeAll(async () => {
    project = await startPotluck({
      runAction: ({ action, input, session }) =>
        Promise.resolve({
          dinnerTitle: `${action.name} ${JSON.stringify(input)} ${session.role}`,
          hostName: "Ada",
          role: "viewer",
          startsAt: "2030-01-01T00:00:00Z",
          internalId: 7,
        }),
    });
  });
  afterAll(() => project.stop());

  it("answer fields in the order of the selection, under their aliases, with fragments and __typename", async () => {
    const operation = project.engine.prepare(
      {
        query: `query ($id: uuid!) {
          second: items(limit: 1, order_by: {position: desc}, where: {dinner_id: {_eq: $id}}) { title ...Place id }
          __typename
          first: dinners_by_pk(id: $id) { __typename ... on dinners { notes title } }
        }
        fragment Place on items { position title }`,
        variables: { id: DINNER },
      },
      ada,
    );
    if (operation.kind === "subscription") throw new Error("expected a query");
    const text = await operation.run({ requestHeaders: new Headers() });
    expect(text.replaceAll(/"title":"[^"]*"/g, '"title":…').replaceAll(/"notes":"[^"]*"/g, '"notes":…')).toBe(
      '{"data":{"second":[{"title":…,"position":"a5","id":"00000000-0000-4000-8000-000000000106"}],' +
        '"__typename":"query_root","first":{"__typename":"dinners","notes":…,"title":…}}}',
    );
  });

  it("skip and include fields by variables, one plan for each", async () => {
    const query =
      "query ($yes: Boolean!) { member_roles { value @include(if: $yes) comment @skip(if: $yes) } }";
    const [on, off] = [
      await project.run(admin, query, { yes: true }),
      await project.run(admin, query, { yes: false }),
    ];
    expect(Object.keys(valueOf<object[]>(on, "member_roles")[0] ?? {})).toEqual(["value"]);
    expect(Object.keys(valueOf<object[]>(off, "member_roles")[0] ?? {})).toEqual(["comment"]);
  });

  it("keep their meaning when variables change shape: absent, null, another value, another key", async () => {
    const query = `query ($where: items_bool_exp, $limit: Int, $order: [items_order_by!]) {
      items(where: $where, limit: $limit, order_by: $order) { position }
    }`;
    const positions = async (variables: Record<string, unknown>): Promise<string[]> =>
      valueOf<{ position: string }[]>(await project.run(admin, query, variables), "items").map(
        (item) => item.position,
      );
    const order = [{ dinner: { title: "asc" } }, { position: "asc" }];
    expect(await positions({ order })).toHaveLength(9);
    expect(await positions({ order, limit: null })).toHaveLength(9);
    expect(await positions({ order, limit: 2 })).toEqual(["a0", "a1"]);
    expect(await positions({ order, limit: 3 })).toEqual(["a0", "a1", "a2"]);
    expect(await positions({ order: [{ position: "desc" }], limit: 1 })).toEqual(["a5"]);
    expect(await positions({ order, where: { position: { _in: ["a4", "a5"] } } })).toEqual(["a4", "a5"]);
    expect(
      await positions({ order, where: { position: { _nin: ["a4"] }, dinner_id: { _eq: DINNER } } }),
    ).toHaveLength(5);
    expect(await positions({ order, where: { _or: [] } })).toEqual([]);
    expect(await positions({ order, where: {} })).toHaveLength(9);
    expect(await positions({ order, where: { assignee_id: { _is_null: true } } })).toHaveLength(3);
    expect(await positions({ order, where: { assignee_id: { _is_null: false } } })).toHaveLength(6);
    expect(await positions({ order, where: { _not: { done: { _eq: true } } } })).toHaveLength(8);
  });

  it("take aggregates over relationships, and conditions on them", async () => {
    const { data } = await project.run(
      ada,
      `{
        dinners(order_by: {items_aggregate: {count: desc}}, where: {items_aggregate: {count: {predicate: {_gt: 0}}}}) {
          title
          items_aggregate { aggregate { count distinct: count(columns: assignee_id, distinct: true) max { position } } nodes { position } }
        }
        few: dinners(where: {items_aggregate: {count: {predicate: {_lte: 3}, filter: {done: {_eq: false}}}}}) { title }
        allDone: dinners(where: {items_aggregate: {bool_and: {arguments: done, predicate: {_eq: true}}}}) { title }
      }`,
    );
    expect(data).toMatchObject({
      dinners: [
        {
          title: "Sunday lunch in the garden",
          items_aggregate: { aggregate: { count: 6, distinct: 3, max: { position: "a5" } } },
        },
        {
          title: "Taco night",
          items_aggregate: { aggregate: { count: 3, distinct: 2, max: { position: "a2" } } },
        },
      ],
      few: [{ title: "Taco night" }],
      allDone: [],
    });
  });

  it("keep the first row of each group with distinct_on", async () => {
    const { data } = await project.run(
      admin,
      `{ items(distinct_on: dinner_id, order_by: [{dinner_id: asc}, {position: desc}], limit: 5) { position dinner { title } } }`,
    );
    expect(data?.["items"]).toEqual([
      { position: "a5", dinner: { title: "Sunday lunch in the garden" } },
      { position: "a2", dinner: { title: "Taco night" } },
    ]);
    expect(
      (await project.run(admin, "{ items(distinct_on: dinner_id, order_by: {position: asc}) { id } }"))
        .errors?.[0],
    ).toEqual({
      message: '"distinct_on" columns must match initial "order_by" columns',
      extensions: { path: "$.selectionSet.items.args", code: "validation-failed" },
    });
  });

  it("compare enum columns by the values of their table", async () => {
    const { data } = await project.run(
      ada,
      `query ($role: member_roles_enum!) { dinner_members(where: {role: {_in: [$role]}}) { user_id role } }`,
      { role: "viewer" },
    );
    expect(data).toEqual({ dinner_members: [{ user_id: "auth0|cleo", role: "viewer" }] });
    const wrong = await project.run(ada, "{ dinner_members(where: {role: {_eq: cook}}) { user_id } }");
    expect(wrong.errors?.[0]?.message).toBe(
      "expected one of the values ['editor', 'host', 'viewer'] for type 'member_roles_enum', but found 'cook'",
    );
  });

  it("hand an action's arguments to its runner and take what was selected", async () => {
    const { data } = await project.run(
      ada,
      `query ($token: String!) {
        items_aggregate { aggregate { count } }
        preview: previewInvitation(token: $token) { title: dinnerTitle role __typename }
      }`,
      { token: "abc" },
    );
    expect(data).toEqual({
      items_aggregate: { aggregate: { count: 9 } },
      preview: {
        title: 'previewInvitation {"token":"abc"} user',
        role: "viewer",
        __typename: "InvitationPreview",
      },
    });
  });

  it("answer introspection beside data, sorted by name", async () => {
    const { data } = await project.run(
      user("auth0|ben"),
      `{ __type(name: "users") { fields { name } } users(where: {id: {_eq: "auth0|ben"}}) { id } }`,
    );
    expect(data).toEqual({
      __type: {
        fields: ["avatar_url", "display_name", "id", "memberships", "memberships_aggregate"].map((name) => ({
          name,
        })),
      },
      users: [{ id: "auth0|ben" }],
    });
  });

  it.each([
    [
      "{ items { nope } }",
      "$.selectionSet.items.selectionSet.nope",
      "field 'nope' not found in type: 'items'",
    ],
    ["{ items(wher: {}) { id } }", "$.selectionSet.items", "'items' has no argument named 'wher'"],
    [
      "{ items(where: {done: {_eq: null}}) { id } }",
      "$.selectionSet.items.args.where.done._eq",
      "unexpected null value for type 'Boolean'",
    ],
    [
      "{ items { dinner } }",
      "$.selectionSet.items.selectionSet.dinner",
      "missing selection set for 'dinner'",
    ],
    ["{ items", "$.query", "not a valid graphql query"],
    ["{ items(limit: -1) { id } }", "$.selectionSet.items.args.limit", "unexpected negative value"],
    [
      `query ($x: String) { items(where: {id: {_eq: $x}}) { id } }`,
      "$",
      'Variable "$x" of type "String" used in position expecting type "uuid".',
    ],
  ])("explain what is wrong with %s", async (query, path, message) => {
    expect((await project.run(admin, query)).errors).toEqual([
      { message, extensions: { path, code: "validation-failed" } },
    ]);
  });

  it("report a value that the database cannot read", async () => {
    const { errors } = await project.run(admin, `{ items(where: {id: {_eq: "not a uuid"}}) { title } }`);
    expect(errors).toEqual([
      {
        message: 'invalid input syntax for type uuid: "not a uuid"',
        extensions: { path: "$", code: "data-exception" },
      },
    ]);
  });
});
