import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../session.ts";
import { admin, startPotluck, user } from "./potluck-project.fixture.ts";
import type { PotluckProject } from "./potluck-project.fixture.ts";
import type { LiveOperation } from "./operation.ts";

const DINNER = "00000000-0000-4000-8000-000000000001";

describe("liveOperation", () => {
  let project: PotluckProject;
  beforeAll(async () => {
    project = await startPotluck();
  });
  afterAll(() => project.stop());

  const prepare = (session: Session, query: string, variables?: Record<string, unknown>): LiveOperation => {
    const operation = project.engine.prepare({ query, variables: variables ?? null }, session);
    if (operation.kind !== "subscription") throw new Error("expected a subscription");
    return operation.live;
  };
  const poll = async (operations: readonly LiveOperation[]): Promise<unknown[]> => {
    const ids = operations.map((_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`);
    const vars = operations.map((operation) => JSON.stringify(operation.variables));
    const { rows } = await project.pool.query(operations[0]?.sql ?? "", [ids, vars]);
    const byId = new Map(
      (rows as { result_id: string; result: string }[]).map((row) => [row.result_id, row.result]),
    );
    return ids.map((id) => JSON.parse(byId.get(id) ?? "null") as unknown);
  };

  const list = `subscription ($dinner: uuid!, $titles: [String!], $limit: Int) {
    items(where: {dinner_id: {_eq: $dinner}, title: {_nin: $titles}, done: {_eq: false}}, order_by: {position: asc}, limit: $limit) {
      title assignee { display_name }
    }
  }`;

  it("answers many people with one statement, each by their own session and variables", async () => {
    const one = prepare(user("auth0|ada"), list, { dinner: DINNER, titles: ["Plum cake"], limit: 2 });
    const two = prepare(user("auth0|dan"), list, { dinner: DINNER, titles: [], limit: 2 });
    const three = prepare(user("auth0|ben"), list, {
      dinner: DINNER,
      titles: ["Sourdough, two loaves"],
      limit: 1,
    });
    expect(new Set([one.key, two.key, three.key]).size).toBe(1);
    expect(await poll([one, two, three])).toEqual([
      {
        items: [
          { title: "Sourdough, two loaves", assignee: { display_name: "Ben Osei" } },
          { title: "Green salad with mint", assignee: null },
        ],
      },
      { items: [] },
      { items: [{ title: "Green salad with mint", assignee: null }] },
    ]);
  });

  it("gives the same answer as the query", async () => {
    const body = `items_aggregate(where: {done: {_eq: false}}) { aggregate { count } nodes { title dinner { title members(order_by: {user_id: asc}) { user_id } } } }`;
    const live = prepare(user("auth0|ada"), `subscription { ${body} }`);
    const query = await project.run(user("auth0|ada"), `query { ${body} }`);
    expect(await poll([live])).toEqual([query.data]);
  });

  it("has another key for another role and carries only the session variables it reads", () => {
    const mine = prepare(user("auth0|ada"), "subscription { restaurants { name } }");
    const theirs = prepare(admin, "subscription { restaurants { name } }");
    expect(mine.key).not.toBe(theirs.key);
    expect(mine.variables.session).toEqual({});
    expect(prepare(user("auth0|ada"), list, { dinner: DINNER }).variables.session).toEqual({
      "x-hasura-user-id": "auth0|ada",
    });
  });

  it("names every table that can change the result, those of filters and views too", () => {
    const names = (operation: LiveOperation): string[] =>
      operation.dependencies.map((table) => table.name).toSorted();
    expect(names(prepare(user("auth0|ada"), "subscription { items { title } }"))).toEqual([
      "dinner_members",
      "dinners",
      "items",
    ]);
    expect(names(prepare(admin, "subscription { items { title } }"))).toEqual(["items"]);
    expect(
      names(prepare(admin, "subscription { items(order_by: {creator: {display_name: asc}}) { title } }")),
    ).toEqual(["items", "users"]);
    const presence = prepare(admin, "subscription { dinner_presence { doing } }");
    expect(names(presence)).toEqual(["presence"]);
    expect(presence.timeDependent).toBe(true);
    expect(prepare(admin, "subscription { items { title } }").timeDependent).toBe(false);
  });

  it("refuses bad values for one subscriber before they reach the shared statement", async () => {
    const bad = prepare(user("auth0|ada"), list, { dinner: "nonsense", titles: [] });
    await expect(bad.validate(project.pool)).rejects.toMatchObject({
      code: "data-exception",
      message: 'invalid input syntax for type uuid: "nonsense"',
    });
    await expect(
      prepare(user("auth0|ada"), list, { dinner: DINNER, titles: [] }).validate(project.pool),
    ).resolves.toBeUndefined();
  });

  it("answers by key with null for nothing", async () => {
    const one = prepare(admin, "subscription ($id: uuid!) { dinners_by_pk(id: $id) { title } }", {
      id: "00000000-0000-4000-8000-00000000ffff",
    });
    expect(await poll([one])).toEqual([{ dinners_by_pk: null }]);
  });

  it("allows one root field", () => {
    expect(() => prepare(admin, "subscription { items { title } users { id } }")).toThrow(
      "subscriptions must select one top level field",
    );
  });

  it("streams batches after a cursor, rows with equal values together", async () => {
    await project.pool.query("update items set created_at = '2026-01-01' where position < 'a3'");
    await project.pool.query("update items set created_at = '2026-01-02' where position >= 'a3'");
    const stream = (after: string): LiveOperation =>
      prepare(
        admin,
        `subscription ($after: timestamptz!) {
          items_stream(batch_size: 1, cursor: {initial_value: {created_at: $after}}) { title }
        }`,
        { after },
      );
    const sizes = async (after: string): Promise<number> =>
      ((await poll([stream(after)]))[0] as { items_stream: unknown[] }).items_stream.length;
    expect(await sizes("2025-01-01")).toBe(6);
    expect(await sizes("2026-01-01")).toBe(3);
    expect(await sizes("2026-01-02")).toBe(0);
    const { rows } = await project.pool.query(stream("2025-01-01").sql, [
      ["00000000-0000-4000-8000-000000000000"],
      [JSON.stringify(stream("2025-01-01").variables)],
    ]);
    expect(JSON.parse((rows[0] as { cursor: string }).cursor)).toEqual({
      created_at: expect.stringContaining("2026-01-01") as unknown,
    });
  });
});
