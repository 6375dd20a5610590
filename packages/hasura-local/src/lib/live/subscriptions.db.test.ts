import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../testing/live-recorder.ts";
import type { LiveRecorder } from "../testing/live-recorder.ts";
import { PATIENT } from "../testing/patience.ts";
import { startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

const LUNCH = "00000000-0000-4000-8000-000000000001";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({ HASURA_LOCAL_LIVE_CLOCK_INTERVAL: "100" });
});

afterAll(async () => {
  await test.close();
});

interface Items {
  items: { id: string; title: string }[];
}

const ITEMS = `subscription Items($dinner: uuid!) {
  items(where: {dinner_id: {_eq: $dinner}}, order_by: {position: asc}) { id title }
}`;

const watchItems = (person: string): LiveRecorder<Items> =>
  record<Items>(test.socket(person), ITEMS, { dinner: LUNCH });

const has =
  (title: string) =>
  ({ items }: Items): boolean =>
    items.some((item) => item.title === title);

async function insertItem(
  person: string,
  title: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const { data, errors } = await test.query(
    person,
    `mutation ($item: items_insert_input!) { insert_items_one(object: $item) { id } }`,
    { item: { dinner_id: LUNCH, title, position: "zz", ...more } },
  );
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return (data["insert_items_one"] as { id: string }).id;
}

describe("subscriptions of the project", () => {
  it("begin with the state after every write that was acknowledged before them", async () => {
    for (let round = 0; round < 20; round += 1) {
      const title = `acknowledged ${round}`;
      await insertItem("ada", title);
      const recorder = watchItems("cleo");
      await recorder.until(() => true);
      expect(recorder.frames[0]?.items.map((item) => item.title)).toContain(title);
      recorder.stop();
    }
  });

  it("tell the guests of a change, and nothing to those who may not see it", async () => {
    const [ben, cleo, dan] = [watchItems("ben"), watchItems("cleo"), watchItems("dan")];
    await Promise.all([ben.until(() => true), cleo.until(() => true), dan.until(() => true)]);
    await insertItem("ada", "for everybody");
    await Promise.all([ben.until(has("for everybody")), cleo.until(has("for everybody"))]);
    await insertItem("ben", "for Ben alone", { is_private: true });
    await ben.until(has("for Ben alone"));
    await insertItem("ada", "after that");
    await cleo.until(has("after that"));
    expect(cleo.frames.some(has("for Ben alone"))).toBe(false);
    expect(dan.frames).toEqual([{ items: [] }]);
    for (const recorder of [ben, cleo, dan]) recorder.stop();
  });

  it("lose the rows when the membership goes, and have them again when it comes back", async () => {
    const dan = watchItems("dan");
    await dan.until(({ items }) => items.length === 0);
    await test.database.query(
      "insert into dinner_members (dinner_id, user_id, role) values ($1, 'auth0|dan', 'viewer')",
      [LUNCH],
    );
    await dan.until(({ items }) => items.length > 0);
    const before = dan.frames.length;
    await test.database.query("delete from dinner_members where user_id = 'auth0|dan'");
    await expect.poll(() => dan.last(), PATIENT).toEqual({ items: [] });
    expect(dan.frames.length).toBeGreaterThan(before);
    dan.stop();
  });

  it("are woken by relationships, aggregates and order of other tables", async () => {
    const query = `subscription ($dinner: uuid!) {
      dinners_by_pk(id: $dinner) {
        members_aggregate { aggregate { count } }
        items(where: {assignee: {display_name: {_eq: "Woken"}}}) { title }
        owner { display_name }
      }
    }`;
    interface Dinner {
      dinners_by_pk: {
        members_aggregate: { aggregate: { count: number } };
        items: unknown[];
        owner: { display_name: string };
      };
    }
    const cleo = record<Dinner>(test.socket("cleo"), query, { dinner: LUNCH });
    const first = await cleo.until(() => true);
    const { count } = first.dinners_by_pk.members_aggregate.aggregate;
    await test.database.query(
      "insert into dinner_members (dinner_id, user_id, role) values ($1, 'auth0|dan', 'viewer')",
      [LUNCH],
    );
    await cleo.until((data) => data.dinners_by_pk.members_aggregate.aggregate.count === count + 1);
    await test.database.query("update users set display_name = 'Woken' where id = 'auth0|ben'");
    await cleo.until((data) => data.dinners_by_pk.items.length > 0);
    await test.database.query("update users set display_name = 'Ben Osei' where id = 'auth0|ben'");
    await cleo.until((data) => data.dinners_by_pk.items.length === 0);
    await test.database.query("update users set display_name = 'Ada F.' where id = 'auth0|ada'");
    await cleo.until((data) => data.dinners_by_pk.owner.display_name === "Ada F.");
    await test.database.query("delete from dinner_members where user_id = 'auth0|dan'");
    await expect
      .poll(() => cleo.last()?.dinners_by_pk.members_aggregate.aggregate.count, PATIENT)
      .toBe(count);
    cleo.stop();
  });

  it("see presence come by a write and go by the clock", async () => {
    const query = `subscription ($dinner: uuid!) {
      dinner_presence(where: {dinner_id: {_eq: $dinner}}) { user_id doing }
    }`;
    interface Presence {
      dinner_presence: { user_id: string; doing: string }[];
    }
    const ben = record<Presence>(test.socket("ben"), query, { dinner: LUNCH });
    await ben.until((data) => data.dinner_presence.length === 0);
    const { errors } = await test.query(
      "ada",
      `mutation ($presence: presence_insert_input!) {
        insert_presence_one(object: $presence) { user_id }
      }`,
      { presence: { dinner_id: LUNCH, client_id: "00000000-0000-4000-8000-00000000c11e", doing: "typing" } },
    );
    expect(errors).toBeUndefined();
    await ben.until((data) => data.dinner_presence.some((row) => row.doing === "typing"));
    // 45 seconds without a heartbeat, less 300 ms; no write tells that they are over.
    await test.database.query("alter table presence disable trigger presence_touch_last_seen_at");
    await test.database.query("update presence set last_seen_at = now() - interval '44.7 seconds'");
    await test.database.query("alter table presence enable trigger presence_touch_last_seen_at");
    await expect.poll(() => ben.last(), PATIENT).toEqual({ dinner_presence: [] });
    ben.stop();
  });

  it("go on after the connection that hears changes was lost", async () => {
    const ada = watchItems("ada");
    await ada.until(() => true);
    await test.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'hasura-local listener' and datname = current_database()`,
    );
    await insertItem("ben", "while nobody listened");
    await ada.until(has("while nobody listened"));
    await insertItem("ben", "and afterwards");
    await ada.until(has("and afterwards"));
    expect(ada.failure).toBeUndefined();
    ada.stop();
  });

  it("stream rows in batches after a cursor, each once, and go on with new ones", async () => {
    const query = `subscription ($after: timestamptz!) {
      items_stream(
        batch_size: 2
        cursor: {initial_value: {created_at: $after}, ordering: ASC}
        where: {title: {_like: "streamed%"}}
      ) { title }
    }`;
    interface Stream {
      items_stream: { title: string }[];
    }
    const after = new Date(Date.now() - 1000).toISOString();
    for (let index = 0; index < 5; index += 1) await insertItem("ada", `streamed ${index}`);
    const cleo = record<Stream>(test.socket("cleo"), query, { after });
    const titles = (): string[] =>
      cleo.frames.flatMap((frame) => frame.items_stream.map((item) => item.title));
    await expect.poll(titles, PATIENT).toHaveLength(5);
    await insertItem("ben", "streamed 5");
    const late = record<Stream>(test.socket("ben"), query, { after });
    await expect.poll(titles, PATIENT).toHaveLength(6);
    const inOrder = [0, 1, 2, 3, 4, 5].map((index) => `streamed ${index}`);
    expect(titles()).toEqual(inOrder);
    expect(cleo.frames.every((frame) => frame.items_stream.length <= 2)).toBe(true);
    await expect
      .poll(() => late.frames.flatMap((frame) => frame.items_stream.map((item) => item.title)), PATIENT)
      .toEqual(inOrder);
    cleo.stop();
    late.stop();
  });

  it("refuse one with a bad variable and serve the others", async () => {
    const good = watchItems("ada");
    const bad = record<Items>(test.socket("ada"), ITEMS, { dinner: "no uuid" });
    await good.until(() => true);
    await expect.poll(() => bad.failure, PATIENT).toBeDefined();
    expect(bad.failure).toMatchObject([{ extensions: { code: expect.any(String) as string } }]);
    good.stop();
  });

  it("send a frame only when the result has changed", async () => {
    const ada = watchItems("ada");
    await ada.until(() => true);
    await insertItem("ada", "first change");
    await ada.until(has("first change"));
    const before = ada.frames.length;
    await test.database.query("update items set done = not done where dinner_id = $1", [LUNCH]);
    await insertItem("ada", "second change");
    await ada.until(has("second change"));
    expect(ada.frames.length).toBe(before + 1);
    ada.stop();
  });
});

describe("permissions of the project", () => {
  it("refuse a viewer's mutation and change nothing", async () => {
    const insert = await test.query(
      "cleo",
      `mutation ($item: items_insert_input!) { insert_items_one(object: $item) { id } }`,
      { item: { dinner_id: LUNCH, title: "by a viewer", position: "a" } },
    );
    expect(insert.errors?.[0]?.extensions.code).toBe("permission-error");
    const update = await test.query(
      "cleo",
      `mutation { update_items(where: {}, _set: {done: true}) { affected_rows } }`,
    );
    expect(update.data).toEqual({ update_items: { affected_rows: 0 } });
    const remove = await test.query("cleo", `mutation { delete_items(where: {}) { affected_rows } }`);
    expect(remove.data).toEqual({ delete_items: { affected_rows: 0 } });
  });

  it("show a person who is no guest nothing by query, aggregate, relationship and subscription", async () => {
    const { data, errors } = await test.query(
      "dan",
      `query ($dinner: uuid!) {
        items { id }
        items_aggregate { aggregate { count } }
        dinners_by_pk(id: $dinner) { id }
        dinners_aggregate { aggregate { count } nodes { title } }
        dinner_members { user_id }
        users { id memberships { dinner_id } }
        invitations { id }
        dinner_presence { user_id }
      }`,
      { dinner: LUNCH },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      items: [],
      items_aggregate: { aggregate: { count: 0 } },
      dinners_by_pk: null,
      dinners_aggregate: { aggregate: { count: 0 }, nodes: [] },
      dinner_members: [],
      users: [{ id: "auth0|dan", memberships: [] }],
      invitations: [],
      dinner_presence: [],
    });
    const dan = record(
      test.socket("dan"),
      "subscription { items_aggregate { aggregate { count } nodes { id } } }",
    );
    expect(await dan.until(() => true)).toEqual({ items_aggregate: { aggregate: { count: 0 }, nodes: [] } });
    dan.stop();
  });
});
