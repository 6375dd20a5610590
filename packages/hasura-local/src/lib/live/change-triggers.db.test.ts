import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHANGE_CHANNEL } from "./announcing-function.ts";
import { announceChanges } from "./change-triggers.ts";
import type { BaseTable } from "../engine.ts";
import { PATIENT } from "../testing/patience.ts";

let database: ScratchDatabase;
let client: pg.Client;
let heard: unknown[];

const things = { schema: "public", name: "things" };
const announcement = (values?: Record<string, string[]>, name = "things"): unknown[] => [
  "public",
  name,
  ...(values === undefined ? [] : [values]),
];

beforeAll(async () => {
  database = await createScratchDatabase();
  client = new pg.Client(database.url);
  client.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "")));
  await client.connect();
  await client.query(`listen ${CHANGE_CHANNEL}`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

beforeEach(async () => {
  await client.query(`
    drop table if exists things;
    create table things (id int primary key, owner text, note text, payload bool)`);
  heard = [];
});

const announce = (table: BaseTable, columns: readonly string[]): Promise<BaseTable[] | undefined> =>
  announceChanges(client, table, columns, 5000);

/** What a statement makes heard: a connection hears its own transaction's notifications before the next answer. */
async function hear(sql: string): Promise<unknown[]> {
  heard = [];
  await client.query(sql);
  await client.query(`notify ${CHANGE_CHANNEL}, '"end"'`);
  await expect.poll(() => heard.at(-1), PATIENT).toBe("end");
  return heard.slice(0, -1);
}

const triggerFunctions = async (): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      "select proname as name from pg_proc where pronamespace = 'hdb_local'::regnamespace order by 1",
    )
  ).rows.map(({ name }) => name);

describe("announceChanges", () => {
  it("announces the values of key columns before and after, each once, without nulls", async () => {
    await announce(things, ["id", "owner", "payload"]);
    expect(await hear(`insert into things values (1, 'ada', 'x', true), (2, null, 'y', true)`)).toEqual([
      announcement({ id: ["1", "2"], owner: ["ada"], payload: ["true"] }),
    ]);
    expect(await hear(`update things set owner = 'b"e''n' where owner is null`)).toEqual([
      announcement({ id: ["2"], owner: [`b"e'n`], payload: ["true"] }),
    ]);
    expect(await hear("update things set id = 3, owner = 'dan' where id = 1")).toEqual([
      announcement({ id: ["1", "3"], owner: ["ada", "dan"], payload: ["true"] }),
    ]);
    expect(await hear("delete from things where id = 3")).toEqual([
      announcement({ id: ["3"], owner: ["dan"], payload: ["true"] }),
    ]);
  });

  it("announces both halves of an upsert", async () => {
    await announce(things, ["id", "owner"]);
    await client.query("insert into things values (1, 'ada')");
    const upsert = `insert into things values (1, 'ben'), (2, 'cleo')
      on conflict (id) do update set owner = excluded.owner`;
    expect(new Set(await hear(upsert))).toEqual(
      new Set([
        announcement({ id: ["1"], owner: ["ada", "ben"] }),
        announcement({ id: ["2"], owner: ["cleo"] }),
      ]),
    );
  });

  it("leaves out a column with too many values, and all where rows or bytes are too many", async () => {
    await announce(things, ["id", "owner"]);
    expect(await hear("insert into things select n, 'ada' from generate_series(1, 32) n")).toEqual([
      announcement({ id: expect.any(Array) as never, owner: ["ada"] }),
    ]);
    expect(await hear("insert into things select n, 'ada' from generate_series(101, 133) n")).toEqual([
      announcement({ owner: ["ada"] }),
    ]);
    expect(await hear("insert into things select n, 'ada' from generate_series(1001, 2001) n")).toEqual([
      announcement(),
    ]);
    expect(await hear("insert into things values (5000, repeat('é', 4000))")).toEqual([announcement()]);
    expect(await hear("truncate things")).toEqual([announcement()]);
  });

  it("announces nothing for a statement that changes no row", async () => {
    await announce(things, ["id"]);
    expect(await hear("update things set note = 'x'; delete from things")).toEqual([]);
  });

  it("lets writes go on when a column was renamed, and announces what there is then", async () => {
    await announce(things, ["id", "owner"]);
    expect(
      await hear("alter table things rename owner to keeper; insert into things values (1, 'ada')"),
    ).toEqual([announcement()]);
    await announce(things, ["id", "keeper"]);
    expect(await hear("delete from things")).toEqual([announcement({ id: ["1"], keeper: ["ada"] })]);
  });

  it("announces no values for a partition family", async () => {
    await client.query(`
      create table years (id int, year int) partition by list (year);
      create table year_1 partition of years for values in (1)`);
    await announce({ schema: "public", name: "years" }, ["id"]);
    expect(await hear("insert into years values (1, 1)")).toEqual([announcement(undefined, "years")]);
    expect(await hear("insert into year_1 values (2, 1)")).toEqual([announcement(undefined, "year_1")]);
    // A table that becomes one of a family loses what it announced.
    await announce(things, ["id"]);
    await client.query("create table special_things () inherits (things)");
    await announce(things, ["id"]);
    expect(await hear("insert into things values (1)")).toEqual([announcement()]);
    await client.query("drop table special_things, years");
  });

  it("replaces the triggers of an earlier version, and leaves other tables' alone until they are watched", async () => {
    await announce(things, ["id"]);
    await client.query("drop table things");
    await client.query(`
      create function hdb_local.notify_change() returns trigger language plpgsql as $$
      begin
        perform pg_notify('${CHANGE_CHANNEL}', json_build_array(tg_table_schema, tg_table_name)::text);
        return null;
      end $$`);
    for (const name of ["things", "others"]) {
      await client.query(`create table ${name} (id int primary key)`);
      for (const [event, rows] of [
        ["insert", "new"],
        ["update", "new"],
        ["delete", "old"],
      ]) {
        await client.query(`create trigger hdb_local_${event} after ${event} on ${name}
          referencing ${rows} table as hdb_local_changed
          for each statement execute function hdb_local.notify_change()`);
      }
    }
    await announce(things, ["id"]);
    expect(await hear("insert into things values (1)")).toEqual([announcement({ id: ["1"] })]);
    expect(await hear("insert into others values (1)")).toEqual([announcement(undefined, "others")]);
    expect(await triggerFunctions()).toContain("notify_change");
    await announce({ schema: "public", name: "others" }, ["id"]);
    expect(await hear("update others set id = 2")).toEqual([announcement({ id: ["1", "2"] }, "others")]);
    expect(await triggerFunctions()).not.toContain("notify_change");
    await client.query("drop table others");
  });

  it("keeps functions of existing tables only", async () => {
    await announce(things, ["id"]);
    const before = await triggerFunctions();
    await client.query("drop table things; create table things (id int primary key)");
    await announce(things, ["id"]);
    const after = await triggerFunctions();
    expect(after).toHaveLength(4);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });
});
