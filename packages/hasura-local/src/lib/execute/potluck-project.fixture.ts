import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { createEngine } from "../engine.ts";
import type { ActionRunner, Engine } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import { loadMetadata } from "../metadata/load-metadata.ts";
import type { Session } from "../session.ts";

/** Tests only: the repository's own `hasura/` folder on a scratch database, with an engine over it. */
export interface PotluckProject {
  engine: Engine;
  pool: pg.Pool;
  /** Connection string. */
  url: string;
  /** Runs a query or mutation. @returns the whole response as a client would see it. */
  run(session: Session, query: string, variables?: Record<string, unknown>): Promise<Response>;
  stop(): Promise<void>;
}

export interface Response {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

const projectFolder = fileURLToPath(new URL("../../../../../hasura", import.meta.url));

export const admin: Session = {
  role: "admin",
  variables: { "x-hasura-role": "admin" },
  isAdmin: true,
  backendOnly: false,
};

/** A signed-in person. */
export function user(id: string): Session {
  return {
    role: "user",
    variables: { "x-hasura-role": "user", "x-hasura-user-id": id },
    isAdmin: false,
    backendOnly: false,
  };
}

/** A field of a response that must have succeeded. */
export function valueOf<T>(response: Response, field: string): T {
  if (response.data === undefined) throw new Error(`expected data, got ${JSON.stringify(response.errors)}`);
  return response.data[field] as T;
}

export async function startPotluck(
  options: { seed?: boolean; runAction?: ActionRunner } = {},
): Promise<PotluckProject> {
  const seed = options.seed ?? true;
  const database = await createScratchDatabase({
    template: seed ? "potluck_seeded" : "potluck_migrated",
    prepare: (url) => prepare(url, seed),
  });
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const engine = await createEngine({
    pool,
    metadata: await loadMetadata(path.join(projectFolder, "metadata")),
    env: {},
    runAction: options.runAction ?? (() => Promise.reject(new Error("no action expected"))),
  });
  return {
    engine,
    pool,
    url: database.url,
    run: (session, query, variables) => run(engine, session, query, variables),
    async stop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Runs an operation of an engine and answers as the HTTP endpoint would. */
export async function run(
  engine: Engine,
  session: Session,
  query: string,
  variables?: Record<string, unknown>,
): Promise<Response> {
  try {
    const operation = engine.prepare({ query, variables: variables ?? null }, session);
    if (operation.kind === "subscription") throw new Error("run() takes no subscriptions");
    return JSON.parse(await operation.run({ requestHeaders: new Headers() })) as Response;
  } catch (error) {
    if (error instanceof GraphQLRequestError) return { errors: [error.toGraphQL(false)] };
    throw error;
  }
}

async function prepare(url: string, seed: boolean): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const migrations = path.join(projectFolder, "migrations/default");
    for (const folder of (await readdir(migrations)).toSorted()) {
      await client.query(await readFile(path.join(migrations, folder, "up.sql"), "utf8"));
    }
    if (!seed) return;
    const seeds = path.join(projectFolder, "seeds/default");
    for (const file of (await readdir(seeds)).toSorted()) {
      await client.query(await readFile(path.join(seeds, file), "utf8"));
    }
  } finally {
    await client.end();
  }
}
