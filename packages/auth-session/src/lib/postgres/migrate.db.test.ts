import { Secret } from "@potluck/contracts/secret";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migratePostgresStore } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { createPostgresStore } from "./postgres-store.ts";

describe("migratePostgresStore", () => {
  let scratch: ScratchDatabase;
  let client: pg.Client;
  const url = () => new Secret(scratch.url);
  const newest = migrations.length;

  beforeEach(async () => {
    scratch = await createScratchDatabase();
    client = new pg.Client(scratch.url);
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await scratch.drop();
  });

  /** Everything in a schema that is not Postgres's own. */
  async function objects(): Promise<string[]> {
    const { rows } = await client.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
    );
    return rows.map(({ name }) => name);
  }

  async function hasSchema(): Promise<boolean> {
    const { rowCount } = await client.query("select from pg_namespace where nspname = 'auth_session'");
    return rowCount === 1;
  }

  it("numbers its steps without gaps", () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it("goes up to the newest version, does nothing twice, and goes down again without a trace", async () => {
    expect(await migratePostgresStore(url())).toEqual({ from: 0, to: newest });
    const made = await objects();
    expect(made).toContain("auth_session.rotations");
    expect(await migratePostgresStore(url())).toEqual({ from: newest, to: newest });
    expect(await migratePostgresStore(url(), 0)).toEqual({ from: newest, to: 0 });
    expect([await objects(), await hasSchema()]).toEqual([[], false]);
    expect(await migratePostgresStore(url(), 0)).toEqual({ from: 0, to: 0 });
    expect(await migratePostgresStore(url())).toEqual({ from: 0, to: newest });
    expect(await objects()).toEqual(made);
  });

  it("is done once when many processes start at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all(Array.from({ length: 8 }, () => migratePostgresStore(url())));
      expect(all.every(({ to }) => to === newest)).toBe(true);
      await migratePostgresStore(url(), 0);
    }
  });

  it("leaves what somebody else has put into the schema, and says so", async () => {
    await migratePostgresStore(url());
    await client.query("create table auth_session.theirs ()");
    const before = await objects();
    await expect(migratePostgresStore(url(), 0)).rejects.toMatchObject({
      code: "SESSION_STORE_MIGRATION",
      message: expect.stringContaining("Nothing was changed"),
    });
    expect(await objects()).toEqual(before);
  });

  it("knows no other versions, and leaves the additions of a newer release to it", async () => {
    await expect(migratePostgresStore(url(), newest + 1)).rejects.toMatchObject({
      code: "SESSION_STORE_MIGRATION",
    });
    await migratePostgresStore(url());
    await client.query("insert into auth_session.migrations (version, name) values ($1, 'newer')", [
      newest + 1,
    ]);
    expect(await migratePostgresStore(url())).toEqual({ from: newest + 1, to: newest + 1 });
    await expect(migratePostgresStore(url(), 0)).rejects.toMatchObject({ code: "SESSION_STORE_MIGRATION" });
  });

  describe("with a role of its own", () => {
    const role = `sessions_${process.pid}`;
    const roleUrl = () => {
      const own = new URL(scratch.url);
      own.username = role;
      own.password = "secret";
      return new Secret(own.href);
    };

    /** @returns What each part of the store answers to its first use. */
    async function use(): Promise<unknown[]> {
      const store = createPostgresStore({ url: roleUrl() });
      try {
        await store.ready();
        await store.sessions.end({ names: ["name"], beganUpTo: null, until: Date.now() + 1000 });
        return [
          await store.rotations.claim("key", "owner", 1000),
          await store.sessions.isEnded({ names: ["name"], beganAt: 0 }),
          await store.useOnce(["name"], Date.now() + 1000),
        ];
      } finally {
        await store.close();
      }
    }
    const works = [{ state: "won" }, true, true];

    beforeEach(() => client.query(`create role ${role} login password 'secret'`));
    afterEach(() => client.query(`drop owned by ${role}; drop role ${role}`));

    it("needs no more than to own its schema", async () => {
      await client.query(`create schema auth_session authorization ${role}`);
      expect(await use()).toEqual(works);
      expect(await migratePostgresStore(roleUrl(), 0)).toEqual({ from: newest, to: 0 });
      expect(await hasSchema()).toBe(false);
    });

    it("needs no right to create anything when somebody else has migrated", async () => {
      await migratePostgresStore(url());
      await client.query(`
        grant usage on schema auth_session to ${role};
        grant select, insert, update, delete on all tables in schema auth_session to ${role};
      `);
      expect(await use()).toEqual(works);
    });
  });
});
