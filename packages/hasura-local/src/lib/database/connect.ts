import pg from "pg";
import { StartupError } from "../config/startup-error.ts";

/**
 * Opens one connection.
 *
 * @param url connection string.
 * @param applicationName what `pg_stat_activity` shows.
 * @throws StartupError `DATABASE_UNREACHABLE`, without the password.
 */
export async function connect(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  try {
    await client.connect();
  } catch (cause) {
    client.end().catch(() => {});
    throw unreachable(url, cause);
  }
  return client;
}

/** Runs some work on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url, "hasura-local setup");
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function unreachable(url: string, cause: unknown): StartupError {
  const place = URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : "the given address";
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartupError(
    "DATABASE_UNREACHABLE",
    `Could not connect to Postgres at ${place}: ${reason}. Check HASURA_GRAPHQL_DATABASE_URL.`,
    { cause },
  );
}
