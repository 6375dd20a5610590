import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHasuraLocal } from "./start.ts";
import { PROJECT, PROJECT_ENVIRONMENT } from "../testing/test-server.ts";

let database: ScratchDatabase;
let folder: string;

beforeAll(async () => {
  database = await createScratchDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "hasura-start-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  HASURA_GRAPHQL_DATABASE_URL: database.url,
  HASURA_GRAPHQL_SERVER_PORT: "0",
  ...PROJECT_ENVIRONMENT,
  ...more,
});

describe("createHasuraLocal", () => {
  it("names the folder that is no project and the variable that is wrong", async () => {
    await expect(createHasuraLocal({ project: "/nowhere", environment: environment() })).rejects.toThrow(
      "There is no /nowhere/config.yaml.",
    );
    const wrong = environment({ HASURA_GRAPHQL_SERVER_PORT: "x" });
    await expect(createHasuraLocal({ project: PROJECT, environment: wrong })).rejects.toThrow(
      /^HASURA_GRAPHQL_SERVER_PORT: /,
    );
  });

  it("says that the port is in use", async () => {
    const first = await createHasuraLocal({ project: PROJECT, environment: environment() });
    try {
      const { port } = new URL(first.url);
      const second = environment({ HASURA_GRAPHQL_SERVER_PORT: port });
      await expect(createHasuraLocal({ project: PROJECT, environment: second })).rejects.toThrow(
        `Port ${port} of 127.0.0.1 is in use.`,
      );
    } finally {
      await first.close();
    }
  });

  it("names table and column where the metadata does not fit the database", async () => {
    const project = path.join(folder, "misfit");
    await cp(PROJECT, project, { recursive: true });
    const file = path.join(project, "metadata/databases/default/tables/public_restaurants.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("- seats", "- chairs"));
    await expect(createHasuraLocal({ project, environment: environment() })).rejects.toThrow(
      /restaurants.*chairs|chairs.*restaurants/,
    );
  });

  it("starts a Postgres of its own where none is named, and finds its data again", async () => {
    const own = {
      HASURA_LOCAL_DATA_DIR: path.join(folder, "postgres"),
      HASURA_GRAPHQL_SERVER_PORT: "0",
      ...PROJECT_ENVIRONMENT,
    };
    const log: string[] = [];
    const options = { project: PROJECT, seed: "reference", log: (line: string) => log.push(line) } as const;
    const first = await createHasuraLocal({ ...options, environment: own });
    await first.close();
    expect(log).toContain("applied seed 1_reference.sql");
    log.length = 0;
    const second = await createHasuraLocal({ ...options, environment: own });
    const health = await fetch(`${second.url}/healthz`);
    expect(health.status).toBe(200);
    await second.close();
    expect(log.filter((line) => line.startsWith("applied"))).toEqual([]);
  });
});
