import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../session.ts";
import type { RowKey } from "./operation.ts";
import { admin, startPotluck, user } from "./potluck-project.fixture.ts";
import type { PotluckProject } from "./potluck-project.fixture.ts";

const DINNER = "00000000-0000-4000-8000-00000000000a";
const ada = user("auth0|ada");
const everyRow: RowKey[] = [{}];

describe("liveDependency", () => {
  let project: PotluckProject;
  beforeAll(async () => {
    project = await startPotluck({ seed: false });
  });
  afterAll(() => project.stop());

  /** Which rows of each table matter to a subscription of the project. */
  function rowsOf(
    selection: string,
    session: Session = ada,
    variables: Record<string, unknown> = { id: DINNER },
    declared = "($id: uuid!)",
  ): Record<string, readonly RowKey[]> {
    const query = `subscription ${declared} { ${selection} }`;
    const operation = project.engine.prepare({ query, variables }, session);
    if (operation.kind !== "subscription") throw new Error("expected a subscription");
    return Object.fromEntries(operation.live.dependencies.map(({ name, rows }) => [name, rows]));
  }

  it("follows a dinner's id to its items, and with the session to the person's own membership", () => {
    expect(rowsOf("dinners_by_pk(id: $id) { items { title } }")).toEqual({
      dinners: [{ id: DINNER }],
      items: [{ dinner_id: DINNER }],
      dinner_members: [{ dinner_id: DINNER, user_id: "auth0|ada" }],
    });
  });

  it("needs a dinner's whole guest list where the guests are selected", () => {
    const { dinner_members } = rowsOf("dinners_by_pk(id: $id) { members { role } }");
    expect(dinner_members).toEqual([{ dinner_id: DINNER }]);
  });

  it("follows a where, through and and past whatever else it holds", () => {
    const rows = rowsOf(`items(
      where: {_and: [{dinner_id: {_eq: $id}}, {_or: [{title: {_eq: "a"}}, {done: {_eq: true}}]}, {_not: {is_private: {_eq: true}}}]}
      order_by: {dinner: {title: asc}}, limit: 3
    ) { title }`);
    expect(rows).toEqual({
      items: [{ dinner_id: DINNER }],
      dinners: [{ id: DINNER }],
      dinner_members: [{ dinner_id: DINNER, user_id: "auth0|ada" }],
    });
  });

  it.each([
    "{_or: [{dinner_id: {_eq: $id}}, {done: {_eq: true}}]}",
    "{_not: {dinner_id: {_eq: $id}}}",
    "{dinner_id: {_neq: $id}}",
    "{dinner_id: {_in: [$id]}}",
    "{dinner: {id: {_gte: $id}}}",
  ])("demands nothing for %s", (where) => {
    expect(rowsOf(`items(where: ${where}) { title }`, admin)["items"]).toEqual(everyRow);
  });

  it("does not take a condition on a partner for one on the row", () => {
    expect(rowsOf("items(where: {dinner: {id: {_eq: $id}}}) { title }", admin)).toEqual({
      items: everyRow,
      dinners: [{ id: DINNER }],
    });
  });

  it("keeps what is known of a row under or and not, for what is read beside it", () => {
    const rows = rowsOf(
      `dinners(where: {id: {_eq: $id}, _or: [{title: {_eq: "x"}}, {_not: {items: {done: {_eq: true}}}}]}) { id }`,
      admin,
    );
    expect(rows).toEqual({ dinners: [{ id: DINNER }], items: [{ dinner_id: DINNER }] });
  });

  it("travels along a relationship only where its own column is known", () => {
    expect(rowsOf("items_by_pk(id: $id) { dinner { title } }", admin)).toEqual({
      items: [{ id: DINNER }],
      dinners: everyRow,
    });
    // A dinner is known by its id; its owner by `owner_id`, which can be anybody.
    expect(rowsOf("dinners_by_pk(id: $id) { owner { display_name } }", admin)).toEqual({
      dinners: [{ id: DINNER }],
      users: everyRow,
    });
    expect(
      rowsOf(`dinner_members(where: {dinner_id: {_eq: $id}}) { dinner { items { title } } }`, admin),
    ).toEqual({
      dinner_members: [{ dinner_id: DINNER }],
      dinners: [{ id: DINNER }],
      items: [{ dinner_id: DINNER }],
    });
  });

  it("names aggregates, streams and ordering by aggregates", () => {
    expect(
      rowsOf("dinners_by_pk(id: $id) { items_aggregate { aggregate { count } } }", admin)["items"],
    ).toEqual([{ dinner_id: DINNER }]);
    expect(
      rowsOf("dinners(where: {id: {_eq: $id}}, order_by: {items_aggregate: {count: asc}}) { id }", admin)[
        "items"
      ],
    ).toEqual([{ dinner_id: DINNER }]);
    const stream = `items_stream(batch_size: 2, cursor: {initial_value: {created_at: "2020-01-01"}},
      where: {dinner_id: {_eq: $id}}) { title dinner { title } }`;
    expect(rowsOf(stream, admin)).toEqual({ items: [{ dinner_id: DINNER }], dinners: [{ id: DINNER }] });
  });

  it("unites the places that read a table", () => {
    const rows = rowsOf(
      `items(where: {dinner_id: {_eq: $id}, created_by: {_eq: "auth0|ada"}}) { dinner { items { id } } }`,
      admin,
    );
    expect(rows["items"]).toEqual([{ dinner_id: DINNER }]);
    const two = rowsOf(
      `items(where: {dinner_id: {_eq: $id}, id: {_eq: $item}}) { creator { memberships(where: {dinner_id: {_eq: $other}}) { role } } }
       __typename`,
      admin,
      { id: DINNER, item: DINNER, other: DINNER },
      "($id: uuid!, $item: uuid!, $other: uuid!) @_multiple_top_level_fields",
    );
    expect(two["items"]).toEqual([{ dinner_id: DINNER, id: DINNER }]);
    expect(two["dinner_members"]).toEqual([{ dinner_id: DINNER }]);
  });

  it("looks through views, and through relationships to and from them", () => {
    const rows = rowsOf("dinner_presence(where: {dinner_id: {_eq: $id}}) { doing dinner { title } }", admin);
    expect(rows).toEqual({ presence: [{ dinner_id: DINNER }], dinners: [{ id: DINNER }] });
    expect(rowsOf("dinners_by_pk(id: $id) { presence { doing } }")["presence"]).toEqual([
      { dinner_id: DINNER },
    ]);
    expect(rowsOf("dinners_by_pk(id: $id) { items { dinner { presence { doing } } } }", admin)).toEqual({
      dinners: [{ id: DINNER }],
      items: [{ dinner_id: DINNER }],
      presence: [{ dinner_id: DINNER }],
    });
  });

  it("demands nothing of a view's rows where their column is none of a key", () => {
    const query = "dinner_presence(where: {doing: {_eq: $doing}}) { doing }";
    expect(rowsOf(query, admin, { doing: "viewing" }, "($doing: String!)")["presence"]).toEqual(everyRow);
  });

  it("finds a value wherever it stands: literal, nested variable, another spelling", () => {
    const item = (where: string, variables: Record<string, unknown>, declared: string) =>
      rowsOf(`items(where: ${where}) { title }`, admin, variables, declared)["items"];
    expect(item(`{dinner_id: {_eq: "${DINNER.toUpperCase()}"}}`, {}, "")).toEqual([{ dinner_id: DINNER }]);
    expect(item("$where", { where: { dinner_id: { _eq: DINNER } } }, "($where: items_bool_exp!)")).toEqual([
      { dinner_id: DINNER },
    ]);
    expect(item("{dinner_id: {_eq: $id}}", { id: `{${DINNER}}` }, "($id: uuid!)")).toEqual(everyRow);
    expect(item("{dinner_id: {_eq: $id}}", {}, "($id: uuid)")).toEqual(everyRow);
  });

  it("leaves columns out that are no keys", () => {
    expect(rowsOf(`items(where: {title: {_eq: "x"}}) { id }`, admin)["items"]).toEqual(everyRow);
  });
});
