import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHasuraLocal } from "../server/start.ts";
import type { HasuraLocal } from "../server/start.ts";
import { PATIENT } from "../testing/patience.ts";
import { createTriggerProject } from "../testing/trigger-project.ts";
import type { TriggerProject } from "../testing/trigger-project.ts";
import { startWebhookReceiver } from "../testing/webhook-receiver.ts";
import type { WebhookReceiver } from "../testing/webhook-receiver.ts";

const YEARLY = "0 0 1 1 *";
const CLEAN = {
  name: "clean up",
  webhook: "{{HOOK_URL}}/clean",
  schedule: YEARLY,
  payload: { older: ["than", 1] },
  comment: "what is stale",
  include_in_metadata: true,
  headers: [{ name: "x-secret", value_from_env: "HOOK_SECRET" }],
  retry_conf: { num_retries: 1, retry_interval_seconds: 0.1, timeout_seconds: 5, tolerance_seconds: 3600 },
};

let receiver: WebhookReceiver;
let scratch: ScratchDatabase;
let database: pg.Pool;
let project: TriggerProject;
let servers: HasuraLocal[] = [];

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  project = await createTriggerProject("create table unused ()", []);
});

afterAll(async () => {
  await project.remove();
  await receiver.close();
});

beforeEach(async () => {
  scratch = await createScratchDatabase();
  database = new pg.Pool({ connectionString: scratch.url, max: 2 });
  database.on("error", () => {});
});

afterEach(async () => {
  await stop();
  await database.end();
  await scratch.drop();
  receiver.calls.length = 0;
  receiver.answerWith(() => ({ status: 200 }));
});

async function start(triggers: readonly object[]): Promise<void> {
  await project.writeCronTriggers(triggers);
  const environment = {
    HASURA_GRAPHQL_DATABASE_URL: scratch.url,
    HASURA_GRAPHQL_SERVER_PORT: "0",
    HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: "200",
    HOOK_URL: receiver.url,
    HOOK_SECRET: "cron-secret",
  };
  servers.push(await createHasuraLocal({ project: project.folder, environment }));
}

async function stop(): Promise<void> {
  for (const server of servers) await server.close();
  servers = [];
}

/** Lets the time of the next event come. */
async function advance(ago = "0 s"): Promise<void> {
  await database.query(
    `update hdb_local.cron_events set scheduled_time = date_trunc('second', now()) - $1::interval
     where id = (select id from hdb_local.cron_events where scheduled_time > now() order by scheduled_time limit 1)`,
    [ago],
  );
}

async function states(): Promise<Record<string, unknown>[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    "select state, tries from hdb_local.cron_deliveries where scheduled_time <= now()",
  );
  return rows;
}

async function countAhead(): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    "select count(*)::int as count from hdb_local.cron_events where status = 'scheduled' and scheduled_time > now()",
  );
  return rows[0]?.count ?? -1;
}

describe("a cron trigger", () => {
  it("calls its webhook once for each time, with Hasura's body, though two servers are there", async () => {
    await start([CLEAN]);
    await start([CLEAN]);
    expect(await countAhead()).toBe(100);
    // Long enough for either server to look several times while a call is under way.
    receiver.answerWith(() => new Promise((resolve) => setTimeout(resolve, 700, { status: 200 })));
    for (const count of [1, 2, 3]) await advance(`${count} minutes`);
    await expect.poll(states, PATIENT).toEqual(Array(3).fill({ state: "delivered", tries: 1 }));
    expect(receiver.calls).toHaveLength(3);
    const [call] = receiver.calls;
    expect(call?.body).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
      name: "clean up",
      scheduled_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
      payload: { older: ["than", 1] },
      comment: "what is stale",
    });
    expect(call?.headers).toMatchObject({ "x-secret": "cron-secret", "content-type": "application/json" });
  });

  it("retries as often as it says, and gives up", async () => {
    receiver.answerWith(() => ({ status: 500 }));
    await start([CLEAN]);
    await advance();
    await expect.poll(states, PATIENT).toEqual([{ state: "error", tries: 2 }]);
    expect(receiver.calls).toHaveLength(2);
  });

  it("makes up for the times of an outage as far back as it tolerates, and for no others", async () => {
    const schedule = "*/15 * * * *";
    await start([{ ...CLEAN, schedule }]);
    await stop();
    await database.query("delete from hdb_local.cron_events");
    await database.query("update hdb_local.cron_triggers set generated_until = now() - interval '1 day'");
    await database.query(
      "insert into hdb_local.cron_events (trigger_name, scheduled_time) values ('clean up', now() - interval '61 minutes')",
    );
    await start([{ ...CLEAN, schedule }]);
    await expect.poll(() => receiver.calls.length, PATIENT).toBe(4);
    const done = { state: "delivered", tries: 1 };
    await expect
      .poll(
        async () => (await states()).toSorted((one, other) => Number(one["tries"]) - Number(other["tries"])),
        PATIENT,
      )
      .toEqual([{ state: "dead", tries: 0 }, done, done, done, done]);
    expect(await countAhead()).toBe(100);
  });

  it("forgets the future of a schedule that changes, and begins the new one now", async () => {
    await start([CLEAN]);
    await stop();
    await database.query("update hdb_local.cron_triggers set generated_until = now() - interval '1 hour'");
    await start([{ ...CLEAN, schedule: "*/5 * * * *" }]);
    const { rows } = await database.query(
      `select count(*)::int as count, max(scheduled_time) < now() + interval '9 hours' as soon
       from hdb_local.cron_events`,
    );
    expect(rows).toEqual([{ count: 100, soon: true }]);
    await stop();
    await start([]);
    expect(await countAhead()).toBe(0);
  });

  it("that is not in the metadata any more leaves nothing to deliver", async () => {
    receiver.answerWith(() => ({ status: 500 }));
    await start([
      { ...CLEAN, retry_conf: { ...CLEAN.retry_conf, num_retries: 9, retry_interval_seconds: 60 } },
    ]);
    await advance();
    await expect.poll(states, PATIENT).toEqual([{ state: "waits for a retry", tries: 1 }]);
    await stop();
    await start([]);
    expect(await states()).toEqual([{ state: "dead", tries: 1 }]);
  });
});
