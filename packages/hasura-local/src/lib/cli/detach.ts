import { readServerConfig } from "../config/server-config.ts";
import { withClient } from "../database/connect.ts";
import { STATE_SCHEMA, withStateLock } from "../database/state-schema.ts";
import { openDatabase } from "../server/open-database.ts";

/**
 * Removes our schema and, with it, every trigger that calls its function: what stays is the project's own.
 *
 * @param log hears of the steps.
 */
export async function detach(
  environment: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Promise<void> {
  const database = await openDatabase(readServerConfig(environment), log);
  try {
    await withClient(database.url, (client) =>
      withStateLock(client, () => client.query(`drop schema if exists ${STATE_SCHEMA} cascade`)),
    );
  } finally {
    await database.close();
  }
}
