import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations, migrationStatus, revertMigrations } from "./migrate.ts";
import { readMigrations } from "./read-migrations.ts";
import { connect } from "../database/connect.ts";

const PROJECT_MIGRATIONS = path.resolve(import.meta.dirname, "../../../../../hasura/migrations");

let database: ScratchDatabase;
let client: pg.Client;
let folder: string;

beforeEach(async () => {
  database = await createScratchDatabase();
  client = await connect(database.url, "test");
  folder = await mkdtemp(path.join(tmpdir(), "hasura-migrations-"));
});

afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** Everything that a migration can make in schema public, as text. */
async function describeCatalog(): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    select line from (
      select format('column %s.%s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull,
        pg_get_expr(adbin, adrelid)) as line
      from pg_attribute join pg_class on pg_class.oid = attrelid
      left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where relnamespace = 'public'::regnamespace and attnum > 0 and relkind in ('r', 'v')
      union all
      select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      from pg_constraint where connamespace = 'public'::regnamespace
      union all
      select 'index ' || indexdef from pg_indexes where schemaname = 'public'
      union all
      select 'trigger ' || pg_get_triggerdef(pg_trigger.oid) from pg_trigger
      join pg_class on pg_class.oid = tgrelid
      where relnamespace = 'public'::regnamespace and not tgisinternal
      union all
      select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
      union all
      select 'view ' || viewname || definition from pg_views where schemaname = 'public'
      union all
      select format('comment %s %s', objoid::regclass, description) from pg_description
      join pg_class on pg_class.oid = objoid where relnamespace = 'public'::regnamespace
    ) as catalog order by line
  `);
  return rows.map((row) => row.line);
}

async function writeMigration(name: string, up: string, down?: string): Promise<void> {
  const dir = path.join(folder, "default", name);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "up.sql"), up);
  if (down !== undefined) await writeFile(path.join(dir, "down.sql"), down);
}

describe("applyMigrations", () => {
  it("applies, reverts and applies the project's migrations again with the same outcome", async () => {
    const migrations = await readMigrations(PROJECT_MIGRATIONS, "default");
    const before = await describeCatalog();
    const applied = await applyMigrations(client, "default", migrations);
    expect(applied).toHaveLength(migrations.length);
    const first = await describeCatalog();
    expect(first.length).toBeGreaterThan(50);

    const reverted = await revertMigrations(client, "default", migrations, Infinity);
    expect(reverted.map((migration) => migration.version)).toEqual(
      migrations.map((migration) => migration.version).toReversed(),
    );
    expect(await describeCatalog()).toEqual(before);

    await applyMigrations(client, "default", migrations);
    expect(await describeCatalog()).toEqual(first);
  });

  it("applies only what is pending, in the order of versions", async () => {
    await writeMigration("9_first", "create table first (id int)");
    await applyMigrations(client, "default", await readMigrations(folder, "default"));
    await writeMigration("10_second", "alter table first add column more int");
    const applied = await applyMigrations(client, "default", await readMigrations(folder, "default"));
    expect(applied.map((migration) => migration.name)).toEqual(["second"]);
  });

  it("names file, line and message of a broken one, keeps those before it and nothing of it", async () => {
    await writeMigration("1_good", "create table good (id int)");
    await writeMigration("2_bad", "create table bad (id int);\n-- ä😀\ncreate tabel worse (id int);\n");
    const migrations = await readMigrations(folder, "default");
    await expect(applyMigrations(client, "default", migrations)).rejects.toThrow(
      /2_bad\/up\.sql, line 3: syntax error at or near "tabel"/,
    );
    const { rows } = await client.query("select to_regclass('good') as good, to_regclass('bad') as bad");
    expect(rows).toEqual([{ good: "good", bad: null }]);
    expect(await migrationStatus(client, "default", migrations)).toEqual([
      { version: "1", name: "good", state: "applied" },
      { version: "2", name: "bad", state: "pending" },
    ]);
  });

  it("lets one of two servers apply while the other waits", async () => {
    await writeMigration("1_once", "select pg_sleep(0.2); create table once (id int)");
    const migrations = await readMigrations(folder, "default");
    const other = await connect(database.url, "test");
    try {
      const outcomes = await Promise.all([
        applyMigrations(client, "default", migrations),
        applyMigrations(other, "default", migrations),
      ]);
      expect(outcomes.map((applied) => applied.length).toSorted((a, b) => a - b)).toEqual([0, 1]);
    } finally {
      await other.end();
    }
  });
});

describe("revertMigrations", () => {
  it("refuses a migration without down.sql", async () => {
    await writeMigration("1_forever", "create table forever (id int)");
    const migrations = await readMigrations(folder, "default");
    await applyMigrations(client, "default", migrations);
    await expect(revertMigrations(client, "default", migrations, 1)).rejects.toThrow(
      "1_forever cannot be reverted: it has no down.sql.",
    );
  });
});

describe("migrationStatus", () => {
  it("tells edited and vanished migrations", async () => {
    await writeMigration("1_edited", "create table edited (id int)");
    await writeMigration("2_vanished", "create table vanished (id int)");
    await applyMigrations(client, "default", await readMigrations(folder, "default"));
    await writeMigration("1_edited", "create table edited (id bigint)");
    await rm(path.join(folder, "default", "2_vanished"), { recursive: true });
    expect(await migrationStatus(client, "default", await readMigrations(folder, "default"))).toEqual([
      { version: "1", name: "edited", state: "edited after it was applied" },
      { version: "2", name: "vanished", state: "applied, but its folder is gone" },
    ]);
  });
});

describe("readMigrations", () => {
  it.each([
    { folderName: "no-version", message: "is named <version>_<name>" },
    { folderName: "1_", message: "is named <version>_<name>" },
  ])("refuses the folder $folderName", async ({ folderName, message }) => {
    await writeMigration(folderName, "select 1");
    await expect(readMigrations(folder, "default")).rejects.toThrow(message);
  });

  it("refuses two folders of one version", async () => {
    await writeMigration("1_one", "select 1");
    await writeMigration("1_other", "select 1");
    await expect(readMigrations(folder, "default")).rejects.toThrow("have the same version");
  });
});
