import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction, withPooledClient } from "./pooled-client.ts";

let database: ScratchDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createScratchDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  pool.on("error", () => {});
  await pool.query("create table things (id int)");
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const count = async (): Promise<unknown> => (await pool.query("select count(*)::int as n from things")).rows;

describe("withPooledClient", () => {
  it("fails at the next statement, and nowhere else, when the connection is lost between two", async () => {
    const killer = new pg.Client(database.url);
    await killer.connect();
    const work = withPooledClient(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      const lost = new Promise((resolve) => client.once("end", resolve));
      await killer.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
      await lost;
      await client.query("select 1");
    });
    await expect(work).rejects.toThrow("not queryable");
    await killer.end();
    expect(await count()).toEqual([{ n: 0 }]);
  });
});

describe("inTransaction", () => {
  it("keeps what was done, or undoes it", async () => {
    expect(
      await inTransaction(pool, (client) => client.query("insert into things values (1)")),
    ).toMatchObject({
      rowCount: 1,
    });
    const failing = inTransaction(pool, async (client) => {
      await client.query("insert into things values (2)");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await count()).toEqual([{ n: 1 }]);
  });
});
