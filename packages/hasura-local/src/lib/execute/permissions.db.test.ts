import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, startPotluck, user, valueOf } from "./potluck-project.fixture.ts";
import type { PotluckProject } from "./potluck-project.fixture.ts";

const ADAS_DINNER = "00000000-0000-4000-8000-000000000001";
const BENS_DINNER = "00000000-0000-4000-8000-000000000002";
const ada = user("auth0|ada");
const ben = user("auth0|ben");
const cleo = user("auth0|cleo");
const dan = user("auth0|dan");
const CHECK = "check constraint of an insert/update permission has failed";

describe("permissions of the repository's metadata", () => {
  let project: PotluckProject;
  beforeAll(async () => {
    project = await startPotluck();
  });
  afterAll(() => project.stop());

  const message = async (...args: Parameters<PotluckProject["run"]>): Promise<string | undefined> =>
    (await project.run(...args)).errors?.[0]?.message;

  it("show a person who is no guest nothing: by list, key, aggregate, relationship or condition", async () => {
    const { data } = await project.run(
      dan,
      `query ($id: uuid!) {
        dinners { id }
        dinners_by_pk(id: $id) { id }
        dinners_aggregate { aggregate { count max { title } } nodes { id } }
        items { id }
        items_aggregate { aggregate { count } }
        dinner_members { user_id }
        dinner_presence { user_id }
        invitations { id }
        users { id memberships { dinner { items { id } } } }
      }`,
      { id: ADAS_DINNER },
    );
    expect(data).toEqual({
      dinners: [],
      dinners_by_pk: null,
      dinners_aggregate: { aggregate: { count: 0, max: { title: null } }, nodes: [] },
      items: [],
      items_aggregate: { aggregate: { count: 0 } },
      dinner_members: [],
      dinner_presence: [],
      invitations: [],
      users: [{ id: "auth0|dan", memberships: [] }],
    });
  });

  it("apply to the far side of a relationship that a condition or an ordering goes through", async () => {
    await project.pool.query(
      `insert into items (dinner_id, title, position, is_private, created_by) values ($1, 'Zabaione', 'z', true, 'auth0|ada')`,
      [BENS_DINNER],
    );
    const query = `query {
      found: dinners(where: {items: {title: {_eq: "Zabaione"}}}) { title }
      counted: dinners(where: {items_aggregate: {count: {filter: {title: {_eq: "Zabaione"}}, predicate: {_eq: 1}}}}) { title }
      first: dinners(order_by: {items_aggregate: {max: {title: desc}}}, limit: 1) { title }
    }`;
    expect((await project.run(ada, query)).data).toEqual({
      found: [{ title: "Taco night" }],
      counted: [{ title: "Taco night" }],
      first: [{ title: "Taco night" }],
    });
    expect((await project.run(ben, query)).data).toEqual({
      found: [],
      counted: [],
      first: [{ title: "Sunday lunch in the garden" }],
    });
    await project.pool.query("delete from items where title = 'Zabaione'");
  });

  it("keep a private item to its author, in lists, counts, subscriptions and updates", async () => {
    const inserted = await project.run(
      ben,
      `mutation ($dinner: uuid!) {
        insert_items_one(object: {dinner_id: $dinner, title: "A surprise", position: "b0", is_private: true}) { id }
      }`,
      { dinner: ADAS_DINNER },
    );
    const { id } = valueOf<{ id: string }>(inserted, "insert_items_one");
    const look = `query ($id: uuid!) {
      items_by_pk(id: $id) { title }
      items_aggregate(where: {id: {_eq: $id}}) { aggregate { count } }
    }`;
    expect((await project.run(ben, look, { id })).data).toEqual({
      items_by_pk: { title: "A surprise" },
      items_aggregate: { aggregate: { count: 1 } },
    });
    expect((await project.run(ada, look, { id })).data).toEqual({
      items_by_pk: null,
      items_aggregate: { aggregate: { count: 0 } },
    });
    const change =
      "mutation ($id: uuid!) { update_items_by_pk(pk_columns: {id: $id}, _set: {done: true}) { done } }";
    expect((await project.run(ada, change, { id })).data).toEqual({ update_items_by_pk: null });
    // Taking someone else's item private would hide it from its author.
    const take = `mutation { update_items(where: {title: {_eq: "Plum cake"}}, _set: {is_private: true}) { affected_rows } }`;
    expect(await message(ada, take)).toBe(CHECK);
    await project.pool.query("delete from items where id = $1", [id]);
  });

  it("let a viewer read and change nothing", async () => {
    const { data } = await project.run(
      cleo,
      `mutation {
        update_items(where: {}, _set: {done: true}) { affected_rows }
        delete_items(where: {}) { affected_rows }
        update_dinners(where: {}, _set: {title: "Mine"}) { affected_rows }
        delete_dinners(where: {}) { affected_rows }
        update_dinner_members(where: {}, _set: {role: editor}) { affected_rows }
      }`,
    );
    expect(Object.values(data ?? {})).toEqual(Array.from({ length: 5 }, () => ({ affected_rows: 0 })));
    const insert = `mutation ($dinner: uuid!) {
      insert_items_one(object: {dinner_id: $dinner, title: "Mine", position: "c0"}) { id }
    }`;
    expect(await message(cleo, insert, { dinner: ADAS_DINNER })).toBe(CHECK);
    expect(await message(dan, insert, { dinner: ADAS_DINNER })).toBe(CHECK);
  });

  it("make the person who opens a dinner its host, visible in the same answer", async () => {
    const { data } = await project.run(
      dan,
      `mutation {
        insert_dinners_one(object: {title: "Soup", starts_at: "2030-01-01T18:00:00Z"}) {
          owner_id
          members { user_id role }
          items_aggregate { aggregate { count } }
        }
      }`,
    );
    expect(data?.["insert_dinners_one"]).toEqual({
      owner_id: "auth0|dan",
      members: [{ user_id: "auth0|dan", role: "host" }],
      items_aggregate: { aggregate: { count: 0 } },
    });
    await project.pool.query("delete from dinners where title = 'Soup'");
  });

  it("let only a host invite, and hide the token from everybody", async () => {
    const invite = `mutation ($dinner: uuid!) {
      insert_invitations_one(object: {dinner_id: $dinner, role: viewer, token_hash: "0123"}) { role dinner_id }
    }`;
    expect(await message(ben, invite, { dinner: ADAS_DINNER })).toBe(CHECK);
    expect(await message(ada, invite, { dinner: BENS_DINNER })).toBe(CHECK);
    expect((await project.run(ada, invite, { dinner: ADAS_DINNER })).data).toEqual({
      insert_invitations_one: { role: "viewer", dinner_id: ADAS_DINNER },
    });
    expect(await message(ada, "{ invitations { token_hash } }")).toBe(
      "field 'token_hash' not found in type: 'invitations'",
    );
    expect(await message(ada, `{ invitations(where: {token_hash: {_eq: "0123"}}) { id } }`)).toBe(
      "field 'token_hash' not found in type: 'invitations_bool_exp'",
    );
    expect((await project.run(ben, "{ invitations { id } }")).data).toEqual({ invitations: [] });
    await project.pool.query("delete from invitations");
  });

  it("refuse a guest's promotion to host, whoever asks", async () => {
    const promote = `mutation {
      update_dinner_members(where: {user_id: {_eq: "auth0|cleo"}}, _set: {role: host}) { affected_rows }
    }`;
    expect(await message(ada, promote)).toBe(CHECK);
    expect((await project.run(ben, promote)).data).toEqual({ update_dinner_members: { affected_rows: 0 } });
  });

  it("set columns from the session and refuse them as input", async () => {
    expect(
      await message(
        dan,
        `mutation { insert_dinners_one(object: {title: "x", starts_at: "2030-01-01", owner_id: "auth0|ada"}) { id } }`,
      ),
    ).toBe("field 'owner_id' not found in type: 'dinners_insert_input'");
  });

  it("fail without the session variable that they need", async () => {
    const nobody = { ...dan, variables: { "x-hasura-role": "user" } };
    expect((await project.run(nobody, "{ dinners { id } }")).errors).toEqual([
      {
        message: 'missing session variable: "x-hasura-user-id"',
        extensions: { path: "$", code: "not-found" },
      },
    ]);
  });

  it("give an unknown role a schema without tables", async () => {
    const stranger = { ...dan, role: "stranger" };
    expect(await message(stranger, "{ dinners { id } }")).toBe(
      "field 'dinners' not found in type: 'query_root'",
    );
    expect(await message(stranger, "mutation { delete_items(where: {}) { affected_rows } }")).toBe(
      "no mutations exist",
    );
  });

  it("bind nobody who is admin", async () => {
    const { data } = await project.run(admin, "{ dinners_aggregate { aggregate { count } } }");
    expect(data).toEqual({ dinners_aggregate: { aggregate: { count: 2 } } });
  });
});
