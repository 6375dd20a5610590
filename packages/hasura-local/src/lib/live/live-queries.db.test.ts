import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLive } from "./live-queries.fixture.ts";
import type { RecordedLive, Recorder } from "./live-queries.fixture.ts";
import type { LiveQueries, LiveQueriesOptions } from "./live-queries.ts";
import type { LiveDependency, LiveOperation } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import { PATIENT } from "../testing/patience.ts";

let database: ScratchDatabase;
let pool: pg.Pool;
let live: LiveQueries;
let statements: RecordedLive["statements"];
let subscribe: RecordedLive["subscribe"];
let settle: RecordedLive["settle"];

beforeAll(async () => {
  database = await createScratchDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 6 });
  pool.on("error", () => {});
  await pool.query(`
    create table things (id int primary key, owner text not null, name text not null);
    create table parts (thing_id int references things (id) on delete cascade, name text);
    create table measures (at date not null, value int) partition by range (at);
    create table measures_old partition of measures for values from ('2000-01-01') to ('2020-01-01');
    create table measures_new partition of measures for values from ('2020-01-01') to ('2040-01-01');
    create table ancestor (value int);
    create table descendant () inherits (ancestor);
    create materialized view totals as select count(*) from things;
  `);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

beforeEach(async () => {
  await pool.query("truncate things, parts, measures, ancestor");
});

afterEach(async () => {
  await live.close();
});

async function start(options: Partial<LiveQueriesOptions> = {}): Promise<void> {
  ({ live, statements, subscribe, settle } = await startLive(pool, database.url, options));
}

const table = (name: string): LiveDependency => ({ schema: "public", name, keyColumns: [], rows: [{}] });

/** An operation whose result is one value per subscriber; `vars` holds its variables. */
function operation(
  expression: string,
  dependencies: string[],
  query: Record<string, unknown> = {},
  more: Partial<LiveOperation> = {},
): LiveOperation {
  return {
    key: expression,
    sql: `select result_id, (${expression})::text as result
      from unnest($1::uuid[], $2::json[]) as subscription (result_id, vars)`,
    variables: { session: {}, query, synthetic: [] },
    dependencies: dependencies.map(table),
    timeDependent: false,
    validate: async () => {},
    ...more,
  };
}

async function lastIs(recorder: Recorder, result: string): Promise<void> {
  await expect.poll(() => recorder.results.at(-1), PATIENT).toBe(result);
}

const countThings = "select count(*) from things";

describe("createLiveQueries", () => {
  it("answers a new subscriber and sends each change", async () => {
    await start();
    const recorder = subscribe(operation(countThings, ["things"]));
    await lastIs(recorder, "0");
    await pool.query("insert into things values (1, 'ada', 'one')");
    await lastIs(recorder, "1");
    await pool.query("delete from things");
    await lastIs(recorder, "0");
    expect(recorder.results).toEqual(["0", "1", "0"]);
  });

  it("sends nothing for changes that leave the result as it was", async () => {
    await start();
    const recorder = subscribe(operation(countThings, ["things"]));
    await pool.query("insert into things values (1, 'ada', 'one')");
    await lastIs(recorder, "1");
    const before = recorder.results.length;
    await pool.query("update things set name = 'other'");
    await settle();
    expect(recorder.results).toHaveLength(before);
  });

  it("is not woken by a statement that changes no row", async () => {
    await start();
    const recorder = subscribe(operation(countThings, ["things"]));
    await lastIs(recorder, "0");
    await settle();
    const asked = (): number => statements.filter(({ text }) => text.includes("from things")).length;
    const before = asked();
    await pool.query("update things set name = 'other' where id = 99");
    await pool.query("delete from things where id = 99");
    await settle();
    expect(asked()).toBe(before);
  });

  it("shares one statement among equal subscriptions and one run among batches of variables", async () => {
    await start();
    const ownersThings = "select count(*) from things where owner = vars #>> '{query,owner}'";
    const recorders = Array.from({ length: 20 }, (_, index) =>
      subscribe(operation(ownersThings, ["things"], { owner: `person ${index % 4}` })),
    );
    for (const recorder of recorders) await lastIs(recorder, "0");
    await settle();
    statements.length = 0;
    await pool.query("insert into things values (1, 'person 2', 'one')");
    for (const [index, recorder] of recorders.entries()) await lastIs(recorder, index % 4 === 2 ? "1" : "0");
    expect(statements).toHaveLength(1);
  });

  it("splits a run into batches of the configured size", async () => {
    await start({ batchSize: 3 });
    const echo = "vars #>> '{query,n}'";
    const recorders = Array.from({ length: 7 }, (_, n) => subscribe(operation(echo, ["things"], { n })));
    for (const [n, recorder] of recorders.entries()) await lastIs(recorder, String(n));
    await settle();
    statements.length = 0;
    await pool.query("insert into things values (1, 'ada', 'one')");
    await settle();
    expect(statements.filter(({ text }) => text.includes(echo)).map(({ cohorts }) => cohorts)).toEqual([
      3, 3, 1,
    ]);
  });

  it("answers whoever joins during a run from a later statement, never from the one under way", async () => {
    await start();
    const slow = "select count(*) || coalesce(pg_sleep(0.3)::text, '') from things";
    const first = subscribe(operation(slow, ["things"]));
    await expect.poll(() => statements.length, PATIENT).toBe(1);
    await pool.query("insert into things values (1, 'ada', 'one')");
    const second = subscribe(operation(slow, ["things"]));
    await lastIs(second, "1");
    expect(second.results).toEqual(["1"]);
    await lastIs(first, "1");
  });

  it("answers whoever joins a quiet group from a statement of its own", async () => {
    await start();
    const first = subscribe(operation(countThings, ["things"]));
    await lastIs(first, "0");
    await settle();
    const before = statements.length;
    const second = subscribe(operation(countThings, ["things"]));
    await lastIs(second, "0");
    expect(statements.length).toBe(before + 1);
    expect(first.results).toEqual(["0"]);
  });

  it("never runs one group twice at a time, however many changes come", async () => {
    await start();
    const running = `select count(*) || coalesce(pg_sleep(0.02)::text, '') || '/' ||
      (select count(*) from pg_stat_activity where query like '%running marker%' and state = 'active'
        and pid <> pg_backend_pid() and datname = current_database())
      from things /* running marker */`;
    const recorder = subscribe(operation(running, ["things"]));
    for (let id = 0; id < 30; id += 1) {
      await pool.query("insert into things values ($1, 'ada', 'one')", [id]);
    }
    await expect.poll(() => recorder.results.at(-1), PATIENT).toMatch(/^30/);
    expect(recorder.results.every((result) => result.endsWith("/0"))).toBe(true);
  });

  it("is woken by truncate, cascades, and writes below, at and above a partition", async () => {
    await start();
    const parts = subscribe(operation("select count(*) from parts", ["parts"]));
    const parent = subscribe(operation("select sum(value) from measures", ["measures"]));
    const leaf = subscribe(operation("select sum(value) + 0 from measures_old", ["measures_old"]));
    const ancestor = subscribe(operation("select sum(value) from ancestor", ["ancestor"]));
    await lastIs(parts, "0");
    await pool.query("insert into things values (1, 'ada', 'one'); insert into parts values (1, 'part')");
    await lastIs(parts, "1");
    await pool.query("delete from things");
    await lastIs(parts, "0");
    await pool.query("insert into things values (1, 'ada', 'one'); insert into parts values (1, 'part')");
    await lastIs(parts, "1");
    await pool.query("truncate things cascade");
    await lastIs(parts, "0");
    await pool.query("insert into measures values ('2010-01-01', 5), ('2030-01-01', 7)");
    await lastIs(parent, "12");
    await lastIs(leaf, "5");
    await pool.query("insert into measures_old values ('2010-01-01', 1)");
    await lastIs(parent, "13");
    await lastIs(leaf, "6");
    await pool.query("insert into descendant values (3)");
    await lastIs(ancestor, "3");
    expect([parts, parent, leaf, ancestor].flatMap((recorder) => recorder.errors)).toEqual([]);
  });

  it("keeps what cannot announce its changes fresh by looking at it", async () => {
    await start({ pollInterval: 30 });
    const recorder = subscribe(operation("select count from totals", ["totals"]));
    await lastIs(recorder, "0");
    await pool.query("insert into things values (1, 'ada', 'one'); refresh materialized view totals");
    await lastIs(recorder, "1");
    expect(recorder.results).toEqual(["0", "1"]);
  });

  it("runs operations that depend on time by the clock", async () => {
    await start({ clockInterval: 30 });
    const frozen = subscribe(operation("select 'frozen' || clock_timestamp()", ["things"]));
    const moving = subscribe(
      operation("select 'moving' || clock_timestamp()", ["things"], {}, { timeDependent: true }),
    );
    await settle();
    const [before, frozenBefore] = [moving.results.length, frozen.results.length];
    await expect.poll(() => moving.results.length, PATIENT).toBeGreaterThan(before + 3);
    expect(frozen.results).toHaveLength(frozenBefore);
  });

  it("tells an error to those whose variables cause it, and goes on with them when it is gone", async () => {
    await start();
    const divide = "select 10 / (count(*) - (vars #>> '{query,n}')::int) from things";
    const recorders = [0, 1, 2, 3].map((n) => subscribe(operation(divide, ["things"], { n })));
    await expect.poll(() => recorders[0]?.errors.length, PATIENT).toBe(1);
    for (const [n, result] of [
      [1, "-10"],
      [2, "-5"],
      [3, "-3"],
    ] as const) {
      const recorder = recorders[n];
      if (recorder) await lastIs(recorder, result);
    }
    await pool.query("insert into things values (1, 'ada', 'one')");
    await expect.poll(() => recorders[1]?.errors.length, PATIENT).toBe(1);
    await expect.poll(() => recorders[0]?.results, PATIENT).toEqual(["10"]);
    expect(recorders[0]?.errors).toHaveLength(1);
  });

  it("refuses bad variables at the start", async () => {
    await start();
    const refusal = new GraphQLRequestError("data-exception", "no");
    const recorder = subscribe(
      operation(countThings, ["things"], {}, { validate: () => Promise.reject(refusal) }),
    );
    await expect.poll(() => recorder.errors.length, PATIENT).toBe(1);
    await settle();
    expect(recorder.results).toEqual([]);
  });

  it("hears again after its connection was lost, and what happened meanwhile", async () => {
    await start();
    const recorder = subscribe(operation(countThings, ["things"]));
    await lastIs(recorder, "0");
    const killListener = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'test listener' and datname = current_database()`;
    await expect.poll(async () => (await pool.query(killListener)).rowCount, PATIENT).toBe(1);
    await pool.query("insert into things values (1, 'ada', 'one')");
    await lastIs(recorder, "1");
    await pool.query("insert into things values (2, 'ada', 'two')");
    await lastIs(recorder, "2");
  });

  it("asks again where the database went away under a statement", async () => {
    await start();
    const slow = "select count(*) || coalesce(pg_sleep(0.2)::text, '') /* victim */ from things";
    const recorder = subscribe(operation(slow, ["things"]));
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity
      where query like '%/* victim */%' and state = 'active' and pid <> pg_backend_pid()`;
    await expect.poll(async () => (await pool.query(kill)).rowCount, PATIENT).toBe(1);
    await lastIs(recorder, "0");
    expect(recorder.errors).toEqual([]);
  });

  it("sends nothing after leaving, and leaves no group behind", async () => {
    await start();
    const recorder = subscribe(operation(countThings, ["things"]));
    await lastIs(recorder, "0");
    recorder.leave();
    await pool.query("insert into things values (1, 'ada', 'one')");
    await settle();
    expect(recorder.results).toEqual(["0"]);
    const hasty = subscribe(operation(countThings, ["things"]));
    hasty.leave();
    await settle();
    expect(hasty.results).toEqual([]);
  });

  it("polls in mode poll, without triggers of its own", async () => {
    await start({ mode: "poll", pollInterval: 30 });
    await pool.query("drop schema if exists hdb_local cascade");
    const recorder = subscribe(operation(countThings, ["things"]));
    await lastIs(recorder, "0");
    await pool.query("insert into things values (1, 'ada', 'one')");
    await lastIs(recorder, "1");
    const { rows } = await pool.query("select to_regnamespace('hdb_local') as state");
    expect(rows).toEqual([{ state: null }]);
  });
});
