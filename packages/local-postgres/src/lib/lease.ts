import { realpath } from "node:fs/promises";
import pg from "pg";
import type { Folder } from "./folder.ts";

/** Any number that nothing else locks in the `postgres` database. */
const LEASE_KEY = 7_061_747;

/** Where a server answers and how to get in. */
export interface Address {
  port: number;
  password: string;
}

/** A connection whose advisory lock says: this process will stop the server. The lock dies with the process. */
export interface Lease {
  /** Resolves when the connection ends without having been released. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** Why there is no lease. `elsewhere`: another cluster's server answers on that port. */
export type Refusal = "unreachable" | "taken" | "elsewhere" | "wrong-password";

/** Connects to the server of this folder and tries to become its owner. */
export async function takeLease(folder: Folder, address: Address): Promise<Lease | Refusal> {
  const client = createClient(address, "postgres");
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  client.on("error", () => {}); // `end` follows
  try {
    await client.connect();
  } catch (error) {
    const { code } = error as { code?: string };
    return code === "28P01" || code === "28000" ? "wrong-password" : "unreachable";
  }
  try {
    const { rows } = await client.query<{ directory: string; granted: boolean }>(
      "select current_setting('data_directory') as directory, pg_try_advisory_lock($1) as granted",
      [LEASE_KEY],
    );
    const ours = rows[0]?.directory === (await realpath(folder.cluster));
    if (!ours || !rows[0]?.granted) {
      await client.end();
      return ours ? "taken" : "elsewhere";
    }
  } catch {
    await client.end();
    return "unreachable";
  }
  // The lease alone doesn't keep a process alive that has nothing else to do.
  client.unref();
  let released = false;
  return {
    lost: ended.then(() => (released ? new Promise<void>(() => {}) : undefined)),
    release: async () => {
      released = true;
      client.ref();
      await client.end();
    },
  };
}

/** Creates the database where it doesn't exist yet. */
export async function createDatabase(address: Address, database: string): Promise<void> {
  const client = createClient(address, "postgres");
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/** The connection string of the superuser. */
export function toUrl({ port, password }: Address, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** The published types leave out two methods of the client. */
type Client = pg.Client & { ref(): void; unref(): void };

function createClient(address: Address, database: string): Client {
  return new pg.Client({
    connectionString: toUrl(address, database),
    connectionTimeoutMillis: 2000,
    application_name: "local-postgres",
  }) as Client;
}
