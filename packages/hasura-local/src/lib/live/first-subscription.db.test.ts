import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLive } from "./live-queries.fixture.ts";
import type { RecordedLive, Recorder } from "./live-queries.fixture.ts";
import type { LiveQueriesOptions } from "./live-queries.ts";
import type { LiveOperation } from "../engine.ts";
import { PATIENT } from "../testing/patience.ts";

/** Longer than any test waits: what comes in spite of it does not come from there. */
const NEVER = 600_000;

let database: ScratchDatabase;
let pool: pg.Pool;
let recorded: RecordedLive;
let logged: string[];
/** Somebody whose transaction has written to `things` and is not over. */
let writer: pg.Client;

beforeAll(async () => {
  database = await createScratchDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 6 });
  pool.on("error", () => {});
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

beforeEach(async () => {
  await pool.query(`
    drop table if exists things, others;
    create table things (id int primary key);
    create table others (id int primary key)`);
  writer = new pg.Client(database.url);
  await writer.connect();
  await writer.query("begin; insert into things values (1)");
});

afterEach(async () => {
  await writer.end();
  await recorded.live.close();
});

async function start({ pool: asked, ...options }: Partial<LiveQueriesOptions>): Promise<void> {
  logged = [];
  recorded = await startLive(asked ?? pool, database.url, { log: (line) => logged.push(line), ...options });
}

function count(table: string): LiveOperation {
  return {
    key: `count ${table}`,
    sql: `select result_id, (select count(*) from ${table})::text as result
      from unnest($1::uuid[], $2::json[]) as subscription (result_id, vars)`,
    variables: { session: {}, query: {}, synthetic: [] },
    dependencies: [{ schema: "public", name: table, keyColumns: ["id"], rows: [{}] }],
    timeDependent: false,
    validate: async () => {},
  };
}

async function lastIs(recorder: Recorder, result: string): Promise<void> {
  await expect.poll(() => recorder.results.at(-1), PATIENT).toBe(result);
}

async function triggersOf(table: string): Promise<number> {
  const { rowCount } = await pool.query("select from pg_trigger where tgrelid = $1::regclass", [table]);
  return rowCount ?? 0;
}

const runs = (table: string): number =>
  recorded.statements.filter(({ text }) => text.includes(`from ${table})`)).length;

describe("createLiveQueries", () => {
  it("answers the first subscription to a table while somebody is writing to it, and misses nothing after", async () => {
    await start({ lockTimeout: NEVER, pollInterval: NEVER });
    const recorder = recorded.subscribe(count("things"));
    await lastIs(recorder, "0");
    expect(await triggersOf("things")).toBe(0);

    // Nobody announces this one: it is committed before the triggers stand.
    await writer.query("commit");
    await lastIs(recorder, "1");
    expect(await triggersOf("things")).toBe(4);
    await pool.query("insert into things values (2)");
    await lastIs(recorder, "2");
    expect(recorder.results).toEqual(["0", "1", "2"]);
  });

  it("asks regularly until the triggers stand, lets others write meanwhile, and then waits to hear", async () => {
    await start({ lockTimeout: 20, pollInterval: 20 });
    const recorder = recorded.subscribe(count("things"));
    await lastIs(recorder, "0");
    await pool.query("insert into things values (2)");
    await lastIs(recorder, "1");
    await pool.query("insert into things values (3)");
    await lastIs(recorder, "2");
    await expect
      .poll(() => logged, PATIENT)
      .toEqual([expect.stringContaining("public.things is asked regularly")]);
    expect(await triggersOf("things")).toBe(0);

    await writer.query("commit");
    await expect.poll(() => triggersOf("things"), PATIENT).toBe(4);
    await lastIs(recorder, "3");
    await recorded.settle();
    // While somebody else's table is looked at again and again, this one is not.
    await writer.query("begin; insert into others values (1)");
    recorded.subscribe(count("others"));
    const [thingsBefore, othersBefore] = [runs("things"), runs("others")];
    await expect.poll(() => runs("others"), PATIENT).toBeGreaterThan(othersBefore + 3);
    expect(runs("things")).toBe(thingsBefore);
    await writer.query("rollback");
  });

  it("makes the triggers of one table while another one's are in nobody's reach", async () => {
    await start({ lockTimeout: 20, pollInterval: NEVER });
    const busy = recorded.subscribe(count("things"));
    await lastIs(busy, "0");
    await expect.poll(() => logged.length, PATIENT).toBe(1);
    const free = recorded.subscribe(count("others"));
    await lastIs(free, "0");
    await expect.poll(() => triggersOf("others"), PATIENT).toBe(4);
    await pool.query("insert into others values (2)");
    await lastIs(free, "1");
  });

  it("gives up when nobody asks any more, and begins again with whoever asks next", async () => {
    await start({ lockTimeout: 20, pollInterval: NEVER });
    const first = recorded.subscribe(count("things"));
    await lastIs(first, "0");
    await expect.poll(() => logged.length, PATIENT).toBe(1);
    first.leave();
    // One table is taken after the other.
    const other = recorded.subscribe(count("others"));
    await expect.poll(() => triggersOf("others"), PATIENT).toBe(4);
    other.leave();
    await writer.query("commit");
    await recorded.settle();
    expect(await triggersOf("things")).toBe(0);

    const second = recorded.subscribe(count("things"));
    await lastIs(second, "1");
    await expect.poll(() => triggersOf("things"), PATIENT).toBe(4);
    await pool.query("insert into things values (2)");
    await lastIs(second, "2");
  });

  it("asks regularly, and says so once, where it may make no triggers", async () => {
    const role = `reader_${process.pid}_${Date.now()}`;
    await pool.query(`create role ${role}; grant select on others to ${role}`);
    const reader = new pg.Pool({ connectionString: database.url, options: `-c role=${role}`, max: 2 });
    await start({ pool: reader, pollInterval: 20 });
    const recorder = recorded.subscribe(count("others"));
    await lastIs(recorder, "0");
    await expect
      .poll(() => logged, PATIENT)
      .toEqual([expect.stringContaining("could not watch public.others")]);
    await pool.query("insert into others values (1)");
    await lastIs(recorder, "1");
    await recorded.live.close();
    await reader.end();
    expect(logged).toHaveLength(1);
    await pool.query(`drop owned by ${role}; drop role ${role}`);
  });
});
