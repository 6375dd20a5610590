import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, startPotluck, user } from "./potluck-project.fixture.ts";
import type { PotluckProject } from "./potluck-project.fixture.ts";

const DINNER = "00000000-0000-4000-8000-000000000001";
const ben = user("auth0|ben");

describe("mutations", () => {
  let project: PotluckProject;
  beforeAll(async () => {
    project = await startPotluck();
    await project.pool.query(`
      create function public.record_caller() returns trigger language plpgsql as $$
      begin
        insert into public.activity_log (who, title) values (current_setting('hasura.user', true)::json->>'x-hasura-user-id', new.title);
        return new;
      end $$;
      create table public.activity_log (who text, title text);
      create trigger items_record_caller before insert or update on public.items
        for each row execute function public.record_caller()`);
  });
  afterAll(() => project.stop());

  const count = async (table: string, where: string): Promise<number> => {
    const { rows } = await project.pool.query(`select count(*)::int as n from ${table} where ${where}`);
    return (rows[0] as { n: number }).n;
  };

  it("tell triggers who asks, even those that run before the row is written", async () => {
    await project.run(
      ben,
      `mutation ($d: uuid!) { insert_items_one(object: {dinner_id: $d, title: "Who", position: "x"}) { id } }`,
      { d: DINNER },
    );
    await project.run(
      ben,
      `mutation { update_items(where: {title: {_eq: "Who"}}, _set: {done: true}) { affected_rows } }`,
    );
    expect(await count("activity_log", "who = 'auth0|ben' and title = 'Who'")).toBe(2);
    const after = await project.pool.query("select current_setting('hasura.user', true) as value");
    expect((after.rows[0] as { value: string | null }).value ?? "").toBe("");
  });

  it("run in document order in one transaction, and undo all of it on an error", async () => {
    const query = `mutation ($d: uuid!, $bad: String!) {
      one: insert_items(objects: [{dinner_id: $d, title: "First", position: "y0"}]) { affected_rows }
      two: update_items(where: {title: {_eq: "First"}}, _set: {title: "Second"}) { returning { title } }
      three: insert_items_one(object: {dinner_id: $d, title: $bad, position: "y1"}) { title }
    }`;
    expect((await project.run(ben, query, { d: DINNER, bad: "" })).errors).toEqual([
      {
        message:
          'Check constraint violation. new row for relation "items" violates check constraint "items_title_length"',
        extensions: { path: "$.selectionSet.three.args.object", code: "permission-error" },
      },
    ]);
    expect(await count("items", "title in ('First', 'Second')")).toBe(0);
    expect((await project.run(ben, query, { d: DINNER, bad: "Third" })).data).toEqual({
      one: { affected_rows: 1 },
      two: { returning: [{ title: "Second" }] },
      three: { title: "Third" },
    });
  });

  it("undo a single statement whose row fails the check, without a transaction around it", async () => {
    const { errors } = await project.run(
      user("auth0|cleo"),
      `mutation ($d: uuid!) { insert_items(objects: [{dinner_id: $d, title: "No", position: "n"}]) { affected_rows } }`,
      { d: DINNER },
    );
    expect(errors?.[0]?.extensions).toEqual({
      path: "$.selectionSet.insert_items.args.objects",
      code: "permission-error",
    });
    expect(await count("items", "title = 'No'")).toBe(0);
  });

  it("insert rows along relationships in both directions, and count them all", async () => {
    const { data } = await project.run(
      admin,
      `mutation {
        insert_items_one(object: {
          title: "Nested", position: "q", is_private: false
          creator: {data: {id: "auth0|eve", display_name: "Eve"}}
          dinner: {data: {title: "Eve's dinner", starts_at: "2031-01-01", owner: {data: {id: "auth0|eve2", display_name: "Eve 2"}}}}
        }) { title creator { display_name } dinner { title owner { id } members { user_id } } }
        insert_dinners(objects: [{
          title: "With items", starts_at: "2031-02-01", owner_id: "auth0|eve"
          items: {data: [{title: "a", position: "a", created_by: "auth0|eve"}, {title: "b", position: "b", created_by: "auth0|eve"}]}
        }]) { affected_rows returning { items(order_by: {title: asc}) { title } } }
      }`,
    );
    expect(data).toEqual({
      insert_items_one: {
        title: "Nested",
        creator: { display_name: "Eve" },
        dinner: { title: "Eve's dinner", owner: { id: "auth0|eve2" }, members: [{ user_id: "auth0|eve2" }] },
      },
      insert_dinners: { affected_rows: 3, returning: [{ items: [{ title: "a" }, { title: "b" }] }] },
    });
  });

  it("upsert by a constraint: update the columns named, nothing for an empty list", async () => {
    const beat = `mutation ($d: uuid!, $doing: String!, $columns: [presence_update_column!]!) {
      insert_presence_one(
        object: {dinner_id: $d, client_id: "00000000-0000-4000-8000-00000000000a", doing: $doing}
        on_conflict: {constraint: presence_pkey, update_columns: $columns}
      ) { doing user_id }
    }`;
    const send = async (doing: string, columns: string[]) =>
      (await project.run(ben, beat, { d: DINNER, doing, columns })).data?.["insert_presence_one"];
    expect(await send("viewing", ["doing"])).toEqual({ doing: "viewing", user_id: "auth0|ben" });
    expect(await send("typing", ["doing"])).toEqual({ doing: "typing", user_id: "auth0|ben" });
    expect(await send("sleeping", [])).toBeNull();
    expect(await count("presence", "doing = 'typing'")).toBe(1);
  });

  it("upsert a person's own shadow row and nobody else's", async () => {
    const upsert = `mutation ($name: String!) {
      insert_users_one(object: {display_name: $name}, on_conflict: {constraint: users_pkey, update_columns: [display_name]}) { id display_name }
    }`;
    expect((await project.run(user("auth0|new"), upsert, { name: "New" })).data).toEqual({
      insert_users_one: { id: "auth0|new", display_name: "New" },
    });
    expect((await project.run(user("auth0|new"), upsert, { name: "Newer" })).data).toEqual({
      insert_users_one: { id: "auth0|new", display_name: "Newer" },
    });
  });

  it("insert rows with different columns, defaults for the rest", async () => {
    const { data } = await project.run(
      ben,
      `mutation ($rows: [items_insert_input!]!) {
        insert_items(objects: $rows) { affected_rows returning { title done is_private created_by } }
      }`,
      {
        rows: [
          { dinner_id: DINNER, title: "m1", position: "m1", done: true },
          { dinner_id: DINNER, title: "m2", position: "m2", is_private: true },
        ],
      },
    );
    expect(data?.["insert_items"]).toEqual({
      affected_rows: 2,
      returning: [
        { title: "m1", done: true, is_private: false, created_by: "auth0|ben" },
        { title: "m2", done: false, is_private: true, created_by: "auth0|ben" },
      ],
    });
    expect(
      (await project.run(ben, "mutation { insert_items(objects: []) { affected_rows returning { id } } }"))
        .data,
    ).toEqual({ insert_items: { affected_rows: 0, returning: [] } });
  });

  it("insert more values than one statement has room for parameters", async () => {
    const rows = Array.from({ length: 11_000 }, (_, index) => ({
      dinner_id: DINNER,
      title: `bulk ${index}`,
      position: `p${index}`,
      done: false,
      is_private: false,
      created_by: "auth0|ben",
    }));
    const { data } = await project.run(
      admin,
      "mutation ($rows: [items_insert_input!]!) { insert_items(objects: $rows) { affected_rows } }",
      { rows },
    );
    expect(data).toEqual({ insert_items: { affected_rows: 11_000 } });
    await project.pool.query("delete from items where title like 'bulk %'");
  });

  it("update many times in order and answer each", async () => {
    const { data } = await project.run(
      ben,
      `mutation {
        update_items_many(updates: [
          {where: {title: {_eq: "m1"}}, _set: {title: "m3"}}
          {where: {title: {_in: ["m3", "m2"]}}, _set: {done: true}}
        ]) { affected_rows returning { title } }
      }`,
    );
    expect(data?.["update_items_many"]).toEqual([
      { affected_rows: 1, returning: [{ title: "m3" }] },
      { affected_rows: 2, returning: expect.arrayContaining([{ title: "m3" }, { title: "m2" }]) as unknown },
    ]);
  });

  it("return a deleted row with its relationships", async () => {
    const { data } = await project.run(
      ben,
      `mutation { delete_items(where: {title: {_eq: "m3"}}) { affected_rows returning { title creator { id } dinner { title } } } }`,
    );
    expect(data?.["delete_items"]).toEqual({
      affected_rows: 1,
      returning: [
        { title: "m3", creator: { id: "auth0|ben" }, dinner: { title: "Sunday lunch in the garden" } },
      ],
    });
  });

  it("go on when a table changes under statements that Postgres has prepared", async () => {
    const touch = `mutation { update_restaurants(where: {}, _set: {seats: 20}) { affected_rows returning { slug } } }`;
    const look = "{ restaurants(limit: 1) { seats } }";
    const both = async () => [await project.run(admin, touch), await project.run(admin, look)];
    for (let use = 0; use < 8; use += 1) await both();
    await project.pool.query(
      "alter table public.restaurants add column stars int default 3; alter table public.restaurants drop column photo cascade",
    );
    const [changed, seen] = await both();
    expect(changed?.errors).toBeUndefined();
    expect(seen?.data).toEqual({ restaurants: [{ seats: 20 }] });
  });

  it("report broken constraints with Hasura's words", async () => {
    const { errors } = await project.run(
      admin,
      `mutation { insert_users_one(object: {id: "auth0|ada", display_name: "Again"}) { id } }`,
    );
    expect(errors).toEqual([
      {
        message: 'Uniqueness violation. duplicate key value violates unique constraint "users_pkey"',
        extensions: { path: "$.selectionSet.insert_users_one.args.object", code: "constraint-violation" },
      },
    ]);
  });
});
