import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { detach } from "../cli/detach.ts";
import { PATIENT } from "../testing/patience.ts";
import { ADMIN_SECRET, startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";
import { createTriggerProject } from "../testing/trigger-project.ts";
import type { TriggerProject } from "../testing/trigger-project.ts";
import { startWebhookReceiver } from "../testing/webhook-receiver.ts";
import type { ReceivedCall, WebhookReceiver } from "../testing/webhook-receiver.ts";

const SECRET = "webhook-secret-of-the-test";
const SQL = `
  create table dishes (id int primary key, name text, price numeric, big bigint, notes json, cooked_at timestamptz);
  create table orders (id int primary key, state text);
  create table visits (day int, guest text) partition by range (day);
  create table visits_early partition of visits for values from (0) to (10);
`;
const ALL = { columns: "*" };
const HEADERS = [
  { name: "x-secret", value_from_env: "HOOK_SECRET" },
  { name: "x-templated", value: "is {{HOOK_SECRET}}" },
  { name: "x-literal", value: "literal-secret" },
];

function dishes(triggers: object[]): object {
  const permission = { role: "cook", permission: { check: {}, columns: "*" } };
  return { table: "dishes", insert_permissions: [permission], event_triggers: triggers };
}

const TABLES = [
  dishes([
    {
      name: "dish_changed",
      definition: {
        enable_manual: false,
        insert: { columns: "*" },
        update: { columns: ["name", "notes"] },
        delete: { columns: "*" },
      },
      webhook: "{{HOOK_URL}}/dish_changed",
      headers: HEADERS,
      retry_conf: { num_retries: 0, interval_sec: 10, timeout_sec: 60 },
      cleanup_config: { schedule: "0 0 * * *" },
    },
    {
      name: "dish_priced",
      definition: { enable_manual: true, update: { columns: ["price"], payload: ["id", "price"] } },
      webhook: "{{HOOK_URL}}/dish_priced",
    },
  ]),
  {
    table: "orders",
    event_triggers: [
      {
        name: "order_made",
        definition: { insert: ALL },
        webhook: "{{HOOK_URL}}/order_made",
        headers: HEADERS,
        retry_conf: { num_retries: 2, interval_sec: 1, timeout_sec: 1 },
      },
    ],
  },
  {
    table: "visits",
    event_triggers: [
      {
        name: "visited",
        definition: { insert: ALL },
        webhook_from_env: "HOOK_URL",
        retry_conf: { num_retries: 2, interval_sec: 0, timeout_sec: 1 },
      },
    ],
  },
];

let receiver: WebhookReceiver;
let project: TriggerProject;
let test: TestServer;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  project = await createTriggerProject(SQL, TABLES);
  test = await startTestServer(
    { HOOK_URL: receiver.url, HOOK_SECRET: SECRET },
    { project: project.folder, seed: "none" },
  );
});

afterAll(async () => {
  await test.close();
  await receiver.close();
  await project.remove();
});

afterEach(async () => {
  receiver.answerWith(() => ({ status: 200 }));
  await vi.waitUntil(async () => (await countUnsettled()) === 0, PATIENT);
  await test.database.query("truncate hdb_local.event_log cascade");
  await test.database.query("truncate dishes, orders, visits");
  receiver.calls.length = 0;
});

async function countUnsettled(): Promise<number> {
  const { rows } = await test.database.query<{ count: number }>(
    "select count(*)::int as count from hdb_local.event_log where not delivered and not error and not archived",
  );
  return rows[0]?.count ?? 0;
}

const sql = (text: string): Promise<unknown> => test.database.query(text);

function callsTo(name: string): ReceivedCall[] {
  return receiver.calls.filter((call) => call.path === `/${name}`);
}

async function callTo(name: string): Promise<ReceivedCall> {
  await expect.poll(() => callsTo(name).length, PATIENT).toBe(1);
  const [call] = callsTo(name);
  if (!call) throw new Error("no call");
  return call;
}

async function deliveries(trigger: string): Promise<Record<string, unknown>[]> {
  const { rows } = await test.database.query<Record<string, unknown>>(
    "select * from hdb_local.event_deliveries where trigger_name = $1 order by created_at",
    [trigger],
  );
  return rows;
}

describe("an event's payload", () => {
  it("is Hasura's, with the session of the request that made the change", async () => {
    const insert = 'mutation { insert_dishes(objects: {id: 2, name: "soup"}) { affected_rows } }';
    const made = await test.post(
      "/v1/graphql",
      { query: insert },
      { "x-hasura-admin-secret": ADMIN_SECRET, "x-hasura-role": "cook", "x-hasura-user-id": "ada" },
    );
    expect(await made.json()).toEqual({ data: { insert_dishes: { affected_rows: 1 } } });
    const { body, headers } = await callTo("dish_changed");
    expect(body).toEqual({
      id: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/) as unknown,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as unknown,
      delivery_info: { current_retry: 0, max_retries: 0 },
      event: {
        op: "INSERT",
        data: {
          old: null,
          new: { id: 2, name: "soup", price: null, big: null, notes: null, cooked_at: null },
        },
        session_variables: { "x-hasura-role": "cook", "x-hasura-user-id": "ada" },
        trace_context: null,
      },
      table: { schema: "public", name: "dishes" },
      trigger: { name: "dish_changed" },
    });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "hasura-graphql-engine/v2.48.0",
      "x-secret": SECRET,
      "x-templated": `is ${SECRET}`,
      "x-literal": "literal-secret",
    });
  });

  it("has no session for plain SQL, and the row before and after", async () => {
    await sql("insert into dishes (id, name) values (1, 'soup')");
    await sql("update dishes set name = 'stew'");
    await sql("delete from dishes");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(3);
    const events = new Map(
      receiver.calls.map(({ body }) => {
        const event = body["event"] as { op: string; data: Record<string, { name: string } | null> };
        expect(body).toHaveProperty("event.session_variables", null);
        return [event.op, [event.data["old"]?.name ?? null, event.data["new"]?.name ?? null]];
      }),
    );
    expect(Object.fromEntries(events)).toEqual({
      INSERT: [null, "soup"],
      UPDATE: ["soup", "stew"],
      DELETE: ["stew", null],
    });
  });

  it("keeps numbers that JavaScript would round", async () => {
    await sql("insert into dishes (id, big, price) values (1, 9007199254740993, 1.10)");
    const { text } = await callTo("dish_changed");
    expect(text).toContain('"big": 9007199254740993');
    expect(text).toContain('"price": 1.10');
  });

  it("names the table of the metadata, not the partition", async () => {
    await sql("insert into visits values (3, 'ada')");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(1);
    expect(receiver.calls[0]?.body).toHaveProperty("table", { schema: "public", name: "visits" });
  });
});

describe("an update", () => {
  it("is an event only where a watched column has another value", async () => {
    await sql(`insert into dishes (id, name, notes) values (1, 'soup', '{"a":1}'), (2, null, null)`);
    await expect.poll(() => callsTo("dish_changed").length, PATIENT).toBe(2);
    await sql("update dishes set cooked_at = now()");
    await sql("update dishes set name = name, notes = notes");
    await sql("update dishes set price = 2");
    await expect.poll(() => callsTo("dish_priced").length, PATIENT).toBe(2);
    await sql("update dishes set price = 2.0");
    await sql("update dishes set name = 'bread' where id = 2");
    await sql(`update dishes set notes = '{"a":2}' where id = 1`);
    await expect.poll(() => callsTo("dish_changed").length, PATIENT).toBe(4);
    expect(await deliveries("dish_priced")).toHaveLength(2);
    expect(await deliveries("dish_changed")).toHaveLength(4);
  });

  it("carries the columns of `payload` only", async () => {
    await sql("insert into dishes (id, name) values (1, 'soup')");
    await sql("update dishes set price = 5");
    const { body } = await callTo("dish_priced");
    expect(body).toHaveProperty("event.data", { old: { id: 1, price: null }, new: { id: 1, price: 5 } });
  });
});

describe("a rolled back change", () => {
  it("is no event, and neither is one of a rolled back savepoint", async () => {
    const client = await test.database.connect();
    await client.query("begin; insert into orders values (1, 'lost'); rollback");
    await client.query(
      "begin; savepoint s; insert into orders values (2, 'lost'); rollback to s; insert into orders values (3, 'kept'); commit",
    );
    client.release();
    const { body } = await callTo("order_made");
    expect(body).toHaveProperty("event.data.new.id", 3);
    expect(await deliveries("order_made")).toHaveLength(1);
  });
});

describe("a failed call", () => {
  it("is repeated as often and at the interval that the trigger says, then given up", async () => {
    receiver.answerWith(() => ({ status: 500, body: `who sent ${SECRET}?` }));
    await sql("insert into orders values (1, 'new')");
    await expect.poll(() => deliveries("order_made"), PATIENT).toMatchObject([{ state: "error", tries: 3 }]);
    const calls = callsTo("order_made");
    expect(calls.map((call) => call.body["delivery_info"])).toEqual(
      [0, 1, 2].map((retry) => ({ current_retry: retry, max_retries: 2 })),
    );
    expect(new Set(calls.map((call) => call.body["id"])).size).toBe(1);
    for (const [index, call] of calls.entries()) {
      const gap = call.at - (calls[index - 1]?.at ?? call.at - 1000);
      expect(gap).toBeGreaterThan(980);
    }
    const { rows } = await test.database.query("select * from hdb_local.event_invocation_logs");
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      trigger_name: "order_made",
      status: 500,
      request: {
        webhook: "{{HOOK_URL}}/order_made",
        headers: expect.arrayContaining([
          { name: "x-secret", value_from_env: "HOOK_SECRET" },
          { name: "x-templated", value: "is {{HOOK_SECRET}}" },
          { name: "x-literal", value: "[secret]" },
        ]) as unknown,
      },
      response: { type: "webhook_response", data: { status: 500, body: "who sent [secret]?" } },
    });
    const everything = JSON.stringify([rows, test.logged, await deliveries("order_made")]);
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toContain("literal-secret");
    expect(test.logged).toContainEqual(
      expect.stringMatching(
        /^event trigger order_made: gave up the event .* after 3 calls: the webhook answered 500$/,
      ),
    );
  });

  it("waits as long as Retry-After says, even when the retries are used up", async () => {
    receiver.answerWith(({ body }) => {
      const { current_retry: retry } = body["delivery_info"] as { current_retry: number };
      return retry === 0 ? { status: 503, headers: { "retry-after": "1" } } : { status: 200 };
    });
    await sql("insert into dishes (id) values (1)");
    await expect
      .poll(() => deliveries("dish_changed"), PATIENT)
      .toMatchObject([{ state: "delivered", tries: 2, last_status: 200 }]);
    const [first, second] = callsTo("dish_changed");
    const gap = (second?.at ?? 0) - (first?.at ?? 0);
    expect(gap).toBeGreaterThan(980);
    expect(gap).toBeLessThan(9000);
  });

  it("is one that is not answered in time, or whose connection is cut", async () => {
    receiver.answerWith(({ body }) => {
      const { current_retry: retry } = body["delivery_info"] as { current_retry: number };
      if (retry === 0) return new Promise(() => {});
      return retry === 1 ? "drop" : { status: 204 };
    });
    await sql("insert into visits values (1, 'ada')");
    await expect
      .poll(() => deliveries("visited"), PATIENT)
      .toMatchObject([{ state: "delivered", tries: 3, last_status: 204 }]);
    const { rows } = await test.database.query<{ response: unknown }>(
      "select response from hdb_local.event_invocation_logs order by created_at limit 2",
    );
    expect(rows.map((row) => row.response)).toMatchObject([
      { type: "client_error", data: { message: "no answer within 1 s" } },
      { type: "client_error", data: { message: expect.any(String) as unknown } },
    ]);
  });
});

describe("the invocation log", () => {
  it("keeps the beginning of an answer, whatever characters it has", async () => {
    receiver.answerWith(() => ({ status: 200, body: `\0${"x".repeat(8190)}🍲!` }));
    await sql("insert into orders values (1, 'new')");
    await expect.poll(() => deliveries("order_made"), PATIENT).toMatchObject([{ state: "delivered" }]);
    const [row] = await deliveries("order_made");
    expect(row).toHaveProperty("last_response.data.body", `\uFFFD${"x".repeat(8190)}`);
  });
});

describe("a trigger that the metadata drops", () => {
  it("takes its SQL triggers along, and its waiting events are archived", async () => {
    receiver.answerWith(() => ({ status: 500 }));
    await sql("insert into orders values (1, 'new')");
    await expect
      .poll(() => deliveries("order_made"), PATIENT)
      .toMatchObject([{ state: "waits for a retry" }]);
    await project.writeTables(TABLES.filter((each) => !("table" in each) || each.table !== "orders"));
    await reload();
    expect(await deliveries("order_made")).toMatchObject([{ state: "archived" }]);
    expect(await captures()).not.toContainEqual(expect.stringContaining("order_made"));
    await sql("insert into orders values (2, 'new')");
    expect(await deliveries("order_made")).toHaveLength(1);
    await project.writeTables(TABLES);
    await reload();
    receiver.answerWith(() => ({ status: 200 }));
    await sql("insert into orders values (3, 'new')");
    await expect
      .poll(() => callsTo("order_made").at(-1)?.body, PATIENT)
      .toHaveProperty("event.data.new.id", 3);
  });

  it("loses the operations that it no longer listens to", async () => {
    const tables = [
      dishes([{ name: "dish_changed", definition: { delete: ALL }, webhook: "{{HOOK_URL}}/x" }]),
    ];
    await project.writeTables(tables);
    await reload();
    expect(await captures()).toEqual(["hdb_event_dish_changed_delete"]);
    await project.writeTables(TABLES);
    await reload();
    expect(await captures()).toHaveLength(6);
  });

  it("changes nothing where the new metadata names a column that is not there", async () => {
    const trigger = {
      name: "dish_changed",
      definition: { update: { columns: ["colour"] } },
      webhook: receiver.url,
    };
    await project.writeTables([dishes([trigger])]);
    const response = await reload();
    expect(await response.json()).toMatchObject({
      error: expect.stringContaining(
        'event trigger dish_changed: the table "public.dishes" has no column "colour"',
      ) as unknown,
    });
    expect(await captures()).toHaveLength(6);
    await project.writeTables(TABLES);
    await reload();
  });

  async function captures(): Promise<string[]> {
    const { rows } = await test.database.query<{ name: string }>(
      "select tgname as name from pg_trigger where tgname like 'hdb_event%' and tgparentid = 0 order by 1",
    );
    return rows.map((row) => row.name);
  }

  function reload(): Promise<Response> {
    return test.post("/v1/metadata", { type: "reload_metadata" }, { "x-hasura-admin-secret": ADMIN_SECRET });
  }
});

describe("the metadata API", () => {
  const command = (type: string, args: object): Promise<Response> =>
    test.post("/v1/metadata", { type, args }, { "x-hasura-admin-secret": ADMIN_SECRET });

  it("invokes a trigger by hand where the trigger allows it", async () => {
    const payload = { id: 9, price: 3 };
    const made = await command("pg_invoke_event_trigger", {
      name: "dish_priced",
      source: "default",
      payload,
    });
    const { body } = await callTo("dish_priced");
    expect(await made.json()).toEqual({ event_id: body["id"] });
    expect(body["event"]).toEqual({
      op: "MANUAL",
      data: { old: null, new: payload },
      session_variables: { "x-hasura-role": "admin" },
      trace_context: null,
    });
    const refused = await command("pg_invoke_event_trigger", { name: "dish_changed", payload });
    expect(await refused.json()).toMatchObject({ code: "not-supported", path: "$.args.name" });
    expect((await command("pg_invoke_event_trigger", {})).status).toBe(400);
  });

  it("delivers an event again", async () => {
    await sql("insert into dishes (id) values (1)");
    const { body } = await callTo("dish_changed");
    await expect.poll(() => deliveries("dish_changed"), PATIENT).toMatchObject([{ state: "delivered" }]);
    const again = await command("pg_redeliver_event", { event_id: body["id"] });
    expect(await again.json()).toEqual({ message: "success" });
    await expect.poll(() => callsTo("dish_changed").length, PATIENT).toBe(2);
    expect(callsTo("dish_changed")[1]?.body).toEqual(body);
    expect((await command("pg_redeliver_event", { event_id: "nothing" })).status).toBe(404);
  });
});

describe("detach", () => {
  it("leaves no trigger and no function behind", async () => {
    const scratch = await startTestServer(
      { HOOK_URL: receiver.url, HOOK_SECRET: SECRET },
      { project: project.folder, seed: "none" },
    );
    await detach({ HASURA_GRAPHQL_DATABASE_URL: scratch.server.databaseUrl }, () => {});
    const { rows } = await scratch.database.query(
      "select tgname from pg_trigger where not tgisinternal union select nspname from pg_namespace where nspname like 'hdb%'",
    );
    expect(rows).toEqual([]);
    await scratch.database.query("insert into dishes (id) values (1)");
    await scratch.close();
  });
});
