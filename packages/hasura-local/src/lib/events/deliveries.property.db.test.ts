import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHasuraLocal } from "../server/start.ts";
import type { HasuraLocal } from "../server/start.ts";
import { PATIENT } from "../testing/patience.ts";
import { startServerProcess } from "../testing/server-process.ts";
import type { ServerProcess } from "../testing/server-process.ts";
import { createTriggerProject } from "../testing/trigger-project.ts";
import type { TriggerProject } from "../testing/trigger-project.ts";
import { startWebhookReceiver } from "../testing/webhook-receiver.ts";
import type { Answer, ReceivedCall, WebhookReceiver } from "../testing/webhook-receiver.ts";

const SQL = "create table notes (id int primary key, text text, seen int)";
const TABLES = [
  {
    table: "notes",
    event_triggers: [
      {
        name: "note_changed",
        definition: {
          insert: { columns: "*" },
          update: { columns: ["text"] },
          delete: { columns: "*" },
        },
        webhook: "{{HOOK_URL}}/",
        retry_conf: { num_retries: 1000, interval_sec: 0, timeout_sec: 5 },
      },
    ],
  },
];

let receiver: WebhookReceiver;
let project: TriggerProject;
let scratch: ScratchDatabase;
let database: pg.Pool;
let survivor: HasuraLocal;
let victim: ServerProcess;

const environment = (): Record<string, string> => ({
  HASURA_GRAPHQL_DATABASE_URL: scratch.url,
  HASURA_GRAPHQL_SERVER_PORT: "0",
  HASURA_LOCAL_EVENTS_LEASE: "2000",
  HASURA_GRAPHQL_EVENTS_HTTP_POOL_SIZE: "6",
  HOOK_URL: receiver.url,
});

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  project = await createTriggerProject(SQL, TABLES);
  scratch = await createScratchDatabase();
  database = new pg.Pool({ connectionString: scratch.url, max: 4 });
  survivor = await createHasuraLocal({ project: project.folder, environment: environment() });
  victim = await startServerProcess(project.folder, environment());
});

afterAll(async () => {
  await victim.kill();
  await survivor.close();
  await database.end();
  await scratch.drop();
  await project.remove();
  await receiver.close();
});

type Change =
  | { kind: "insert"; id: number; text: string | null }
  | { kind: "update"; id: number; text: string | null }
  | { kind: "look"; id: number }
  | { kind: "delete"; id: number };

interface Transaction {
  writer: number;
  changes: Change[];
  ending: "commit" | "rollback" | "savepoint";
}

const id = fc.integer({ min: 0, max: 5 });
const text = fc.option(fc.constantFrom("soup", "stew", "bread"), { nil: null });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("insert" as const), id, text }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("update" as const), id, text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("look" as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), id }) },
);
const WRITERS = 3;
const transaction: fc.Arbitrary<Transaction> = fc.record({
  writer: fc.integer({ min: 0, max: WRITERS - 1 }),
  changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  ending: fc.constantFrom("commit", "commit", "commit", "rollback", "savepoint"),
});
/** "lost": the receiver has done its work, and its answer does not arrive. */
const behaviour = fc.constantFrom("ok", "ok", "ok", "late", "error", "drop", "lost");
const scenario = fc.record({
  transactions: fc.array(transaction, { minLength: 60, maxLength: 90, size: "max" }),
  behaviours: fc.array(behaviour, { minLength: 40, maxLength: 60, size: "max" }),
  killAt: fc.integer({ min: 10, max: 40 }),
});

/** Each writer has rows of its own, so that what it does has one outcome. */
const rowOf = (writer: number, row: number): number => writer * 100 + row;
const show = (op: string, row: number, before: unknown, after: unknown): string =>
  `${op} ${row} ${JSON.stringify(before)} ${JSON.stringify(after)}`;

/** Does what a writer does, one transaction after the other. @returns the committed changes, as events. */
async function write(transactions: readonly Transaction[], onDone: () => void): Promise<string[]> {
  const client = await database.connect();
  const committed: string[] = [];
  let rows = new Map<number, string | null>();
  for (const { writer, changes, ending } of transactions) {
    await client.query(ending === "savepoint" ? "begin; savepoint s" : "begin");
    const next = new Map(rows);
    const events: string[] = [];
    for (const each of changes) {
      const event = await apply(client, next, each, rowOf(writer, each.id));
      if (event) events.push(event);
    }
    await client.query(ending === "savepoint" ? "rollback to s; commit" : ending);
    if (ending === "commit") {
      rows = next;
      committed.push(...events);
    }
    onDone();
  }
  client.release();
  return committed;
}

async function apply(
  client: pg.PoolClient,
  rows: Map<number, string | null>,
  each: Change,
  row: number,
): Promise<string | undefined> {
  const before = rows.get(row);
  switch (each.kind) {
    case "insert":
      if (before !== undefined) return undefined;
      rows.set(row, each.text);
      await client.query("insert into notes (id, text) values ($1, $2)", [row, each.text]);
      return show("INSERT", row, null, each.text);
    case "update":
      await client.query("update notes set text = $2 where id = $1", [row, each.text]);
      if (before === undefined) return undefined;
      rows.set(row, each.text);
      return before === each.text ? undefined : show("UPDATE", row, before, each.text);
    case "look":
      await client.query("update notes set seen = coalesce(seen, 0) + 1 where id = $1", [row]);
      return undefined;
    case "delete":
      await client.query("delete from notes where id = $1", [row]);
      rows.delete(row);
      return before === undefined ? undefined : show("DELETE", row, before, null);
  }
}

function toEvent(call: ReceivedCall): string {
  type Row = { id: number; text: string | null } | null;
  const { op, data } = call.body["event"] as { op: string; data: { old: Row; new: Row } };
  const row = data.new?.id ?? data.old?.id ?? -1;
  return show(op, row, data.old?.text ?? null, data.new?.text ?? null);
}

describe("events", () => {
  it("arrive at least once for every committed change and never for another, whoever fails", async () => {
    await fc.assert(fc.asyncProperty(scenario, runScenario), { numRuns: 2, endOnFailure: true });
  }, 90_000);

  async function runScenario({
    transactions,
    behaviours,
    killAt,
  }: typeof scenario extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    await database.query("truncate notes; truncate hdb_local.event_log cascade");
    receiver.calls.length = 0;
    const accepted = new Map<string, string>();
    const underWay = new Set<string>();
    const overlapping: string[] = [];
    receiver.answerWith(async (call) => {
      const key = String(call.body["id"]);
      if (underWay.has(key)) overlapping.push(key);
      underWay.add(key);
      const what = behaviours[(receiver.calls.length - 1) % behaviours.length];
      if (what === "late") await new Promise((resolve) => setTimeout(resolve, 30));
      underWay.delete(key);
      if (what === "drop") return "drop";
      if (what === "error") return { status: 500 };
      accepted.set(key, toEvent(call));
      return what === "lost" ? "drop" : ({ status: 200 } satisfies Answer);
    });

    let done = 0;
    let replaced: Promise<ServerProcess> | undefined;
    const onDone = (): void => {
      done += 1;
      if (done === killAt) {
        replaced = victim.kill().then(() => startServerProcess(project.folder, environment()));
      }
    };
    const committed = await Promise.all(
      Array.from({ length: WRITERS }, (_, writer) =>
        write(
          transactions.filter((each) => each.writer === writer),
          onDone,
        ),
      ),
    );
    if (replaced) victim = await replaced;
    await expect.poll(countUndelivered, { ...PATIENT, timeout: 30_000 }).toBe(0);
    expect([...accepted.values()].toSorted()).toEqual(committed.flat().toSorted());
    expect(new Set(receiver.calls.map((call) => call.body["id"]))).toEqual(new Set(accepted.keys()));
    expect(overlapping).toEqual([]);
  }

  async function countUndelivered(): Promise<number> {
    const { rows } = await database.query<{ count: number }>(
      "select count(*)::int as count from hdb_local.event_log where not delivered",
    );
    return rows[0]?.count ?? -1;
  }
});
