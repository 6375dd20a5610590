import { readdir } from "node:fs/promises";
import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { detach } from "./detach.ts";
import { migrate } from "./migrate.ts";
import { printRoleSchema } from "./print-schema.ts";
import { withClient } from "../database/connect.ts";
import { announceChanges } from "../live/change-triggers.ts";
import { PROJECT } from "../testing/test-server.ts";

let database: ScratchDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await createScratchDatabase();
  environment = { HASURA_GRAPHQL_DATABASE_URL: database.url };
});

afterAll(async () => {
  await database.drop();
});

async function runMigrate(action: "apply" | "revert" | "status", steps = 1): Promise<string[]> {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  await migrate({ name: "migrate", action, project: PROJECT, steps }, environment, print, print);
  return printed;
}

describe("migrate", () => {
  it("applies, lists and reverts", async () => {
    expect((await runMigrate("apply"))[0]).toBe("applied 1763700000000_create_users");
    expect(await runMigrate("apply")).toEqual(["nothing to apply"]);
    const [before, last] = (await readdir(`${PROJECT}/migrations/default`)).toSorted().slice(-2);
    expect(await runMigrate("revert")).toEqual([`reverted ${last}`]);
    expect(await runMigrate("status")).toEqual(
      expect.arrayContaining([`${before}: applied`, `${last}: pending`]),
    );
    await runMigrate("apply");
  });
});

describe("printRoleSchema", () => {
  it("prints the same text every time, whatever the database", async () => {
    const given = await printRoleSchema(PROJECT, "user", environment, () => {});
    expect(given).toContain("type dinners {");
    const scratch = await printRoleSchema(PROJECT, "user", {}, () => {});
    expect(scratch).toBe(given);
  });

  it("shows a role only its own", async () => {
    const sdl = await printRoleSchema(PROJECT, "anonymous", environment, () => {});
    expect(sdl).toContain("type restaurants {");
    expect(sdl).not.toContain("type dinners");
  });
});

describe("detach", () => {
  it("removes our schema and triggers and nothing else", async () => {
    await withClient(database.url, async (client) => {
      const count = async (): Promise<number> => {
        const { rows } = await client.query("select 1 from pg_trigger where not tgisinternal");
        return rows.length;
      };
      const own = await count();
      await announceChanges(client, { schema: "public", name: "items" }, ["id", "dinner_id"], 5000);
      expect(await count()).toBe(own + 4);
      await detach(environment, () => {});
      expect(await count()).toBe(own);
      const { rows } = await client.query(
        "select to_regnamespace('hdb_local') as state, to_regclass('items') as items",
      );
      expect(rows).toEqual([{ state: null, items: "items" }]);
    });
  });
});
