import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createHasuraLocal } from "@potluck/hasura-local";
import { createScratchDatabase } from "@potluck/testing";
import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from "graphql";
import pg from "pg";
import { generateModel } from "../codegen/generate.ts";
import type { TableMetadata } from "../codegen/metadata.ts";
import type { HasuraModel } from "../model/types.ts";

const adminSecret = "an-admin-secret";

/** The real API over tables of a test's own. */
export interface ScratchApi {
  url: string;
  /** Headers of a person with the role `user`. */
  headers: Record<string, string>;
  model: HasuraModel;
  /** For changes behind the API's back. */
  pool: pg.Pool;
  /** Posts an operation as that person. @throws when it is answered with errors. */
  post(query: string, variables?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Serves the tables with other metadata from now on. */
  track(tables: ScratchApiOptions["tables"]): Promise<void>;
  close(): Promise<void>;
}

/** What a scratch API serves. */
export interface ScratchApiOptions {
  /** Creates the tables. */
  sql: string;
  /** Tables to track; the role `user` may do everything with all columns unless permissions are given. */
  tables: readonly (TableMetadata & { table: { schema: string; name: string } })[];
  /** Text columns with `collate "C"`. */
  bytewise?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

const permissions = {
  select_permissions: [{ role: "user", permission: { columns: "*", filter: {}, allow_aggregations: true } }],
  insert_permissions: [{ role: "user", permission: { columns: "*", check: {} } as object }],
  update_permissions: [{ role: "user", permission: { columns: "*", filter: {}, check: {} } as object }],
  delete_permissions: [{ role: "user", permission: { filter: {} } }],
};

/** Starts it on a free port. */
export async function startScratchApi(options: ScratchApiOptions): Promise<ScratchApi> {
  const tables = options.tables.map(permitted);
  const project = await writeProject(options.sql, tables);
  const database = await createScratchDatabase();
  const api = await createHasuraLocal({
    project,
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: database.url,
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: adminSecret,
      ...options.environment,
    },
  });
  const url = `${api.url}/v1/graphql`;
  const headers = {
    "x-hasura-admin-secret": adminSecret,
    "x-hasura-role": "user",
    "x-hasura-user-id": "ada",
  };
  const post: ScratchApi["post"] = async (query, variables = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
    if (!answer.data) throw new Error(JSON.stringify({ answer, query, variables }, null, 1));
    return answer.data;
  };
  const schema = buildClientSchema((await post(getIntrospectionQuery())) as unknown as IntrospectionQuery);
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on("error", () => {});
  return {
    url,
    headers,
    pool,
    post,
    model: generateModel({
      sdl: printSchema(schema),
      tables,
      role: "user",
      bytewise: options.bytewise ?? [],
    }),
    async track(changed) {
      await writeTables(project, changed.map(permitted));
      const response = await fetch(`${api.url}/v1/metadata`, {
        method: "POST",
        headers: { "x-hasura-admin-secret": adminSecret, "content-type": "application/json" },
        body: JSON.stringify({ type: "reload_metadata", args: {} }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async close() {
      await api.close();
      await pool.end();
      await database.drop();
      await rm(project, { recursive: true });
    },
  };
}

/**
 * Empties tables and fills them. What is undefined is left to the database; null in a column of JSON is JSON's.
 * @param rows By table, those that are referred to first.
 */
export async function fillTables(
  { pool, model }: ScratchApi,
  rows: Readonly<Record<string, readonly Record<string, unknown>[]>>,
): Promise<void> {
  await pool.query(`truncate ${Object.keys(rows).join()}`);
  for (const [table, list] of Object.entries(rows)) {
    for (const row of list) {
      const entries = Object.entries(row).filter(([, value]) => value !== undefined);
      const columns = entries.map(([name]) => name).join();
      const places = entries.map((_, at) => `$${at + 1}`).join();
      const values = entries.map(([name, value]) =>
        model.tables[table]!.columns[name]!.startsWith("jsonb") ? JSON.stringify(value) : value,
      );
      await pool.query(`insert into ${table} (${columns}) values (${places})`, values);
    }
  }
}

function permitted(table: ScratchApiOptions["tables"][number]): TableMetadata {
  return { ...permissions, ...table };
}

async function writeProject(sql: string, tables: readonly object[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "scratch-api-"));
  const files = {
    "config.yaml": "version: 3\n",
    "metadata/version.yaml": "version: 3\n",
    "migrations/default/1_init/up.sql": sql,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await writeTables(folder, tables);
  return folder;
}

// JSON is YAML, too.
async function writeTables(project: string, tables: readonly object[]): Promise<void> {
  const folder = path.join(project, "metadata/databases");
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, "databases.yaml"),
    JSON.stringify([{ name: "default", kind: "postgres", tables }]),
  );
}
