import path from "node:path";
import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applySeeds, readSeeds } from "./apply-seeds.ts";
import { connect } from "../database/connect.ts";
import { applyMigrations } from "../migrations/migrate.ts";
import { readMigrations } from "../migrations/read-migrations.ts";

const PROJECT = path.resolve(import.meta.dirname, "../../../../../hasura");
const SEEDS = path.join(PROJECT, "seeds");

let database: ScratchDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createScratchDatabase();
  client = await connect(database.url, "test");
  await applyMigrations(client, "default", await readMigrations(path.join(PROJECT, "migrations"), "default"));
});

afterEach(async () => {
  await client.end();
  await database.drop();
});

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? -1;
}

describe("applySeeds", () => {
  it("runs the reference rows alone where only they are asked for", async () => {
    await applySeeds(client, "default", await readSeeds(SEEDS, "default", "reference"));
    expect(await count("restaurants")).toBeGreaterThan(0);
    expect(await count("users")).toBe(0);
  });

  it("leaves deleted demo rows deleted when the server starts again", async () => {
    const seeds = await readSeeds(SEEDS, "default", "all");
    expect(await applySeeds(client, "default", seeds)).toEqual(["1_reference.sql", "2_demo.sql"]);
    const items = await count("items");
    await client.query("delete from items where title like 'Sourdough%'");
    expect(await applySeeds(client, "default", seeds)).toEqual([]);
    expect(await count("items")).toBe(items - 1);
  });

  it("runs a file again when it has changed", async () => {
    const seeds = await readSeeds(SEEDS, "default", "reference");
    await applySeeds(client, "default", seeds);
    const changed = seeds.map((seed) => ({ ...seed, sql: `${seed.sql}\n-- more` }));
    expect(await applySeeds(client, "default", changed)).toEqual(["1_reference.sql"]);
  });

  it("names the file and Postgres' message of a broken seed", async () => {
    const broken = { name: "1_demo.sql", file: "/seeds/1_demo.sql", sql: "\ninsert into nowhere values (1)" };
    await expect(applySeeds(client, "default", [broken])).rejects.toThrow(
      '/seeds/1_demo.sql, line 2: relation "nowhere" does not exist',
    );
  });
});

describe("readSeeds", () => {
  it("reads nothing for none and the same for all as for demo in this project", async () => {
    expect(await readSeeds(SEEDS, "default", "none")).toEqual([]);
    expect((await readSeeds(SEEDS, "default", "demo")).map((seed) => seed.name)).toEqual([
      "1_reference.sql",
      "2_demo.sql",
    ]);
  });
});
