import pg from "pg";
import { describe, expect, it } from "vitest";
import { createScratchDatabase } from "./scratch-database.ts";

describe("createScratchDatabase", () => {
  it("gives every caller an empty database of their own and removes it", async () => {
    const [first, second] = await Promise.all([createScratchDatabase(), createScratchDatabase()]);
    await query(first.url, "create table dishes (name text)");
    expect(await query(second.url, "select to_regclass('dishes') as found")).toEqual([{ found: null }]);
    await first.drop();
    await expect(query(first.url, "select 1")).rejects.toThrow(/does not exist/);
    await second.drop();
  });

  it("drops a database that still has connections", async () => {
    const database = await createScratchDatabase();
    const client = new pg.Client(database.url);
    client.on("error", () => {});
    const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
    await client.connect();
    await database.drop();
    await expect(ended).resolves.toBeUndefined();
  });

  it("prepares a template once, also for callers at the same time, and copies it", async () => {
    let prepared = 0;
    const options = {
      template: "copies",
      prepare: async (url: string) => {
        prepared += 1;
        await query(url, "create table dishes as select 'soup' as name");
      },
    };
    const databases = await Promise.all([1, 2, 3, 4].map(() => createScratchDatabase(options)));
    expect(prepared).toBe(1);
    for (const database of databases) {
      expect(await query(database.url, "select name from dishes")).toEqual([{ name: "soup" }]);
      await database.drop();
    }
  });

  it("keeps no template whose preparation failed", async () => {
    const failing = { template: "fails", prepare: () => Promise.reject(new Error("no soup")) };
    await expect(createScratchDatabase(failing)).rejects.toThrow("no soup");
    const database = await createScratchDatabase({ template: "fails", prepare: () => Promise.resolve() });
    await database.drop();
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
