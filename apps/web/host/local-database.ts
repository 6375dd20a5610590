import type { DatabaseUrl } from "@potluck/auth-session/postgres";
import { Secret } from "@potluck/contracts/secret";
import { findPostgresUrl } from "@potluck/local-postgres";

/**
 * The database of a Postgres on this computer. It takes whatever port is free, and may take another one when it is started again.
 *
 * @param dataDir The folder that holds its data.
 * @returns Its address whenever that is needed; rejects while there is none.
 */
export function localDatabase(dataDir: string): DatabaseUrl {
  return async () => {
    const url = await findPostgresUrl({ dataDir });
    if (url === undefined) throw new Error(`No Postgres runs over ${dataDir} at the moment.`);
    return new Secret(url);
  };
}
