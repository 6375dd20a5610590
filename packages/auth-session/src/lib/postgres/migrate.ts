import type { Secret } from "@potluck/contracts/secret";
import pg from "pg";
import { AuthSessionError } from "../errors.ts";
import { migrations, SCHEMA } from "./migrations.ts";

/** Any two numbers: the advisory lock under which one process at a time changes the schema. */
const LOCK = [0x61_75_74_68, 1] as const;
const NEWEST = migrations.length;
/** For one statement, waiting for another process included. */
const TIMEOUT_MS = 15_000;

/** Where a database's schema was, and is. */
export interface MigrationResult {
  from: number;
  to: number;
}

/**
 * Brings the store's schema to a version. Safe to call from any number of processes at once, and again: what is done
 * is not done twice. All or nothing.
 *
 * @param url The database.
 * @param to The version to go to: the newest when absent, 0 to remove everything the store has there.
 * @returns The version before and after.
 * @throws {AuthSessionError} `SESSION_STORE_MIGRATION` when there is no such version, or the database refuses.
 */
export async function migratePostgresStore(url: Secret, to: number = NEWEST): Promise<MigrationResult> {
  const client = new pg.Client({
    connectionString: url.reveal(),
    application_name: "auth-session migration",
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // Whatever is asked of it next says so.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await migrate(client, to);
  } finally {
    await client.end();
  }
}

async function migrate(client: pg.ClientBase, to: number): Promise<MigrationResult> {
  if (!Number.isInteger(to) || to < 0 || to > NEWEST) {
    throw new AuthSessionError(
      "SESSION_STORE_MIGRATION",
      `The session store has no schema version ${to}. Give one from 0 to ${NEWEST}.`,
    );
  }
  // An app's own role need not have the right to change anything when nothing is to be changed.
  const found = await versionOf(client);
  // A newer release may be running beside this one: additions are for it, and not for this one to remove.
  if (found === to || (to === NEWEST && found > to)) return { from: found, to: found };
  // A lock of the connection, not of the transaction: one that begins before the lock is granted may go on by what its
  // catalog caches said before, and not see the tables that the holder has just made.
  await client.query("select pg_advisory_lock($1, $2)", [...LOCK]);
  try {
    return await migrateAlone(client, to);
  } finally {
    await client.query("select pg_advisory_unlock($1, $2)", [...LOCK]);
  }
}

async function migrateAlone(client: pg.ClientBase, to: number): Promise<MigrationResult> {
  await client.query("begin");
  try {
    const from = await versionOf(client);
    if (from < to) await goUp(client, from, to);
    else if (from > to) await goDown(client, from, to);
    await client.query("commit");
    return { from, to };
  } catch (cause) {
    await client.query("rollback");
    if (!(cause instanceof pg.DatabaseError)) throw cause;
    throw new AuthSessionError(
      "SESSION_STORE_MIGRATION",
      `The session store's schema could not be brought to version ${to}: ${cause.message}. Nothing was changed.`,
      { cause },
    );
  }
}

async function versionOf(client: pg.ClientBase): Promise<number> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    "select to_regclass($1) is not null as found",
    [`${SCHEMA}.migrations`],
  );
  if (tables[0]?.found !== true) return 0;
  const { rows } = await client.query<{ version: number }>(
    `select coalesce(max(version), 0)::integer as version from ${SCHEMA}.migrations`,
  );
  return rows[0]?.version ?? 0;
}

async function goUp(client: pg.ClientBase, from: number, to: number): Promise<void> {
  // Asked first, because "if not exists" needs the right to create one all the same.
  const { rowCount } = await client.query("select from pg_namespace where nspname = $1", [SCHEMA]);
  if (rowCount === 0) await client.query(`create schema ${SCHEMA}`);
  await client.query(`
    create table if not exists ${SCHEMA}.migrations (
      version integer primary key,
      name text not null,
      applied_at timestamptz not null default now()
    );
  `);
  for (const { version, name, up } of migrations.slice(from, to)) {
    await client.query(up);
    await client.query(`insert into ${SCHEMA}.migrations (version, name) values ($1, $2)`, [version, name]);
  }
}

async function goDown(client: pg.ClientBase, from: number, to: number): Promise<void> {
  if (from > NEWEST) {
    throw new AuthSessionError(
      "SESSION_STORE_MIGRATION",
      `The session store's schema is at version ${from}, made by a newer release. Only that one knows the way back.`,
    );
  }
  for (const { version, down } of migrations.slice(to, from).toReversed()) {
    await client.query(down);
    await client.query(`delete from ${SCHEMA}.migrations where version = $1`, [version]);
  }
  // Without cascade: whatever somebody else has put there stays, and says so.
  if (to === 0) await client.query(`drop table ${SCHEMA}.migrations; drop schema ${SCHEMA}`);
}
