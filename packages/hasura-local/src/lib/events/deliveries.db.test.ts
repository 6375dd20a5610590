import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHasuraLocal } from "../server/start.ts";
import type { HasuraLocal } from "../server/start.ts";
import { PATIENT } from "../testing/patience.ts";
import { startServerProcess } from "../testing/server-process.ts";
import { createTriggerProject } from "../testing/trigger-project.ts";
import type { TriggerProject } from "../testing/trigger-project.ts";
import { startWebhookReceiver } from "../testing/webhook-receiver.ts";
import type { Answer, WebhookReceiver } from "../testing/webhook-receiver.ts";

const trigger = (name: string): object => ({
  name,
  definition: { insert: { columns: "*" } },
  webhook: `{{HOOK_URL}}/${name}`,
  retry_conf: { num_retries: 5, interval_sec: 0, timeout_sec: 30 },
});
const TABLES = ["fast", "slow"].map((table) => ({ table, event_triggers: [trigger(table)] }));
const SQL = "create table fast (id int); create table slow (id int);";

/** Milliseconds; shorter ones are lost on a busy machine. */
const LEASE = 4000;

let receiver: WebhookReceiver;
let project: TriggerProject;
let scratch: ScratchDatabase;
let database: pg.Pool;
let servers: HasuraLocal[];

beforeEach(async () => {
  receiver = await startWebhookReceiver();
  project = await createTriggerProject(SQL, TABLES);
  scratch = await createScratchDatabase();
  database = new pg.Pool({ connectionString: scratch.url, max: 4 });
  database.on("error", () => {});
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.close();
  await database.end();
  await scratch.drop();
  await project.remove();
  await receiver.close();
});

function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    HASURA_GRAPHQL_DATABASE_URL: scratch.url,
    HASURA_GRAPHQL_SERVER_PORT: "0",
    HASURA_LOCAL_EVENTS_LEASE: String(LEASE),
    HOOK_URL: receiver.url,
    ...more,
  };
}

async function start(more: Record<string, string> = {}): Promise<HasuraLocal> {
  const server = await createHasuraLocal({ project: project.folder, environment: environment(more) });
  servers.push(server);
  return server;
}

const never = (): Promise<Answer> => new Promise(() => {});
const ok = (): Answer => ({ status: 200 });

async function states(): Promise<Record<string, unknown>[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    "select state, tries from hdb_local.event_deliveries",
  );
  return rows;
}

describe("deliveries", () => {
  it("are made by another server when theirs is killed in the middle", async () => {
    const lease = { HASURA_LOCAL_EVENTS_LEASE: "1500" };
    const victim = await startServerProcess(project.folder, environment(lease));
    receiver.answerWith(never);
    await database.query("insert into fast values (1)");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(1);
    await start(lease);
    await victim.kill();
    receiver.answerWith(ok);
    const killed = performance.now();
    await expect.poll(states, PATIENT).toEqual([{ state: "delivered", tries: 1 }]);
    expect(performance.now() - killed).toBeLessThan(5000);
    expect(receiver.calls.length).toBeGreaterThan(1);
    expect(new Set(receiver.calls.map((call) => call.body["id"])).size).toBe(1);
  });

  it("are made once by two servers, however long one takes", async () => {
    await start();
    await start();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    receiver.answerWith(async () => {
      await released;
      return { status: 200 };
    });
    await database.query("insert into fast select generate_series(1, 30)");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(30);
    await expect.poll(leaseRenewals, PATIENT).toBe(true);
    release();
    await expect
      .poll(async () => (await states()).every((row) => row["state"] === "delivered"), PATIENT)
      .toBe(true);
    expect(receiver.calls).toHaveLength(30);
  });

  /** Whether the leases last longer than the first ones did. */
  async function leaseRenewals(): Promise<boolean> {
    const { rows } = await database.query<{ renewed: boolean }>(
      "select bool_and(locked_until > created_at + interval '5 seconds') as renewed from hdb_local.event_log",
    );
    return rows[0]?.renewed ?? false;
  }

  it("are given back when the server closes, and count as not made", async () => {
    const first = await start({ HASURA_LOCAL_EVENTS_LEASE: "60000" });
    receiver.answerWith(never);
    await database.query("insert into fast values (1)");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(1);
    await first.close();
    servers = [];
    expect(await states()).toEqual([{ state: "pending", tries: 0 }]);
    receiver.answerWith(ok);
    await start();
    await expect.poll(states, PATIENT).toEqual([{ state: "delivered", tries: 1 }]);
  });

  it("of one trigger do not wait for another trigger's receiver", async () => {
    await start({ HASURA_GRAPHQL_EVENTS_HTTP_POOL_SIZE: "5" });
    receiver.answerWith((call) => (call.path === "/slow" ? never() : { status: 200 }));
    await database.query("insert into slow select generate_series(1, 50)");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(4);
    await database.query("insert into fast select generate_series(1, 50)");
    const fast = (): number => receiver.calls.filter((call) => call.path === "/fast").length;
    await expect.poll(fast, PATIENT).toBe(50);
    expect(receiver.calls).toHaveLength(54);
  });

  it("follow the commit at once, not at the next look", async () => {
    await start({ HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: "60000" });
    await settle();
    await database.query("insert into fast values (1)");
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(2);
  });

  it("are not lost when nobody hears the notification", async () => {
    await start({ HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: "200", HASURA_LOCAL_EVENTS_LEASE: "60000" });
    await settle();
    await database.query(
      `insert into hdb_local.event_log (schema_name, table_name, trigger_name, payload)
       values ('public', 'fast', 'fast', '{"op": "INSERT"}')`,
    );
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(2);
  });

  /** The look that comes with listening is over: it would find an event without any notification. */
  async function settle(): Promise<void> {
    const listening = `select from pg_stat_activity
      where datname = current_database() and state = 'idle' and query = 'listen hdb_local_events'`;
    await expect.poll(async () => (await database.query(listening)).rowCount, PATIENT).toBe(1);
    await database.query("insert into fast values (0)");
    await expect.poll(states, PATIENT).toEqual([{ state: "delivered", tries: 1 }]);
  }

  it("are turned off by a batch size of 0, while events are still logged", async () => {
    await start({ HASURA_GRAPHQL_EVENTS_FETCH_BATCH_SIZE: "0" });
    await database.query("insert into fast values (1)");
    expect(await states()).toEqual([{ state: "pending", tries: 0 }]);
    await start();
    await expect.poll(states, PATIENT).toEqual([{ state: "delivered", tries: 1 }]);
    expect(receiver.calls).toHaveLength(1);
  });
});
