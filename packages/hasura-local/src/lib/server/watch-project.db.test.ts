import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PATIENT } from "../testing/patience.ts";
import { PROJECT, startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

let test: TestServer;
let project: string;

beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), "hasura-watch-"));
  await cp(PROJECT, project, { recursive: true });
  test = await startTestServer({}, { project, watch: true });
});

afterAll(async () => {
  await test.close();
  await rm(project, { recursive: true });
});

const RESTAURANTS = "metadata/databases/default/tables/public_restaurants.yaml";

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const target = path.join(project, file);
  await writeFile(target, change(await readFile(target, "utf8")));
}

async function messageOf(query: string): Promise<string | undefined> {
  return (await test.query(null, query)).errors?.[0]?.message;
}

describe("watchProject", () => {
  it("applies a new migration and serves the metadata that names its column, without a restart", async () => {
    const migration = path.join(project, "migrations/default/1763700099000_add_stars");
    await mkdir(migration);
    await writeFile(path.join(migration, "up.sql"), "alter table restaurants add column stars int default 3");
    await edit(RESTAURANTS, (text) => text.replaceAll("- seats", "- seats\n        - stars"));
    await expect.poll(() => messageOf("{ restaurants { stars } }"), PATIENT).toBeUndefined();
    expect(test.logged).toContain("applied migration 1763700099000_add_stars");
  });

  it("keeps what is in force where the new metadata is broken, says why, and takes the repaired one", async () => {
    const working = await readFile(path.join(project, RESTAURANTS), "utf8");
    await edit(RESTAURANTS, (text) => text.replaceAll("- stars", "- moons"));
    await expect.poll(() => test.logged.at(-1), PATIENT).toMatch(/^kept what was in force.*moons/s);
    expect(await messageOf("{ restaurants { stars } }")).toBeUndefined();
    await edit(RESTAURANTS, () => working.replaceAll("        - stars\n", ""));
    await expect.poll(() => messageOf("{ restaurants { stars } }"), PATIENT).toContain("stars");
  });
});
