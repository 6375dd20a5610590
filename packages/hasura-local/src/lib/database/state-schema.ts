import type pg from "pg";

/** Holds everything that this server keeps in a database; `detach` removes it. */
export const STATE_SCHEMA = "hdb_local";

/** Two 32-bit keys of the advisory lock under which only one server changes a database's schema. */
const LOCK_KEYS = [0x68_64_62, 1] as const;

/** Creates the schema of our own and its tables where they are absent. Call it under {@link withStateLock}. */
export async function ensureState(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create schema if not exists ${STATE_SCHEMA};
    create table if not exists ${STATE_SCHEMA}.migrations (
      database text not null,
      version bigint not null,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now(),
      primary key (database, version)
    );
    create table if not exists ${STATE_SCHEMA}.seeds (
      database text not null,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now(),
      primary key (database, name)
    );
  `);
}

/** Runs some work while no other server migrates, seeds or watches the same database. */
export async function withStateLock<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("select pg_advisory_lock($1, $2)", [...LOCK_KEYS]);
  try {
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock($1, $2)", [...LOCK_KEYS]);
  }
}
