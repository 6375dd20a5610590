import { startScratchPostgres } from "@potluck/local-postgres";
import { lexicographicSortSchema, printSchema } from "graphql";
import pg from "pg";
import { loadProject } from "../config/project.ts";
import { readServerConfig } from "../config/server-config.ts";
import { createEngine } from "../engine.ts";
import { loadMetadata } from "../metadata/load-metadata.ts";
import type { OpenDatabase } from "../server/open-database.ts";
import { databaseName, prepareDatabase } from "../server/prepare-database.ts";

/**
 * The schema of one role as sorted SDL: equal projects give equal text.
 *
 * The database is the one that `HASURA_GRAPHQL_DATABASE_URL` names, as it is; otherwise a temporary one to which the
 * project's migrations are applied.
 */
export async function printRoleSchema(
  projectFolder: string,
  role: string,
  environment: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Promise<string> {
  const config = readServerConfig(environment);
  const project = await loadProject(projectFolder);
  const metadata = await loadMetadata(project.metadataDir);
  const database = await openSchemaDatabase(config.databaseUrl?.reveal());
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  try {
    if (!config.databaseUrl)
      await prepareDatabase(database.url, project, databaseName(metadata), "none", log);
    const engine = await createEngine({
      pool,
      metadata,
      env: config.environment,
      runAction: () => Promise.reject(new Error("no action runs while a schema is printed")),
      stringifyNumericTypes: config.stringifyNumericTypes,
      inferFunctionPermissions: config.inferFunctionPermissions,
    });
    return `${printSchema(lexicographicSortSchema(engine.schema(role)))}\n`;
  } finally {
    await pool.end();
    await database.close();
  }
}

async function openSchemaDatabase(url: string | undefined): Promise<Pick<OpenDatabase, "close" | "url">> {
  if (url !== undefined) return { url, close: async () => {} };
  const postgres = await startScratchPostgres();
  return { url: postgres.url, close: () => postgres.stop() };
}
