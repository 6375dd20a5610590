import { startPostgres } from "@potluck/local-postgres";
import type { ServerConfig } from "../config/server-config.ts";

/** A database to serve, and how to let go of it. */
export interface OpenDatabase {
  url: string;
  /** Resolves when a Postgres of our own has ended, whoever ended it. */
  exited: Promise<void>;
  close(): Promise<void>;
}

/**
 * The database that `HASURA_GRAPHQL_DATABASE_URL` names, or one of our own over the data folder.
 *
 * @throws LocalPostgresError where the embedded Postgres cannot start.
 */
export async function openDatabase(config: ServerConfig, log: (line: string) => void): Promise<OpenDatabase> {
  if (config.databaseUrl) {
    return { url: config.databaseUrl.reveal(), exited: new Promise(() => {}), close: async () => {} };
  }
  log(`starting Postgres over ${config.dataDir}`);
  const postgres = await startPostgres({ dataDir: config.dataDir, log });
  return { url: postgres.url, exited: postgres.exited, close: () => postgres.stop() };
}
