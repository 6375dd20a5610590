import type pg from "pg";
import type { Migration } from "./read-migrations.ts";
import { StartupError } from "../config/startup-error.ts";
import { checksum, runScript } from "../database/run-script.ts";
import { STATE_SCHEMA, ensureState, withStateLock } from "../database/state-schema.ts";

export interface MigrationStatus {
  version: string;
  name: string;
  state: "applied" | "pending" | "edited after it was applied" | "applied, but its folder is gone";
}

interface AppliedMigration {
  version: string;
  name: string;
  checksum: string;
}

/**
 * Applies the migrations that a database does not have yet, each in a transaction of its own together with its record.
 *
 * @returns those that were applied.
 * @throws StartupError `MIGRATION_FAILED` at the first that fails; the ones before it stay applied.
 */
export async function applyMigrations(
  client: pg.ClientBase,
  database: string,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  return withStateLock(client, async () => {
    await ensureState(client);
    const applied = new Set((await readApplied(client, database)).map((entry) => entry.version));
    const pending = migrations.filter((migration) => !applied.has(migration.version));
    for (const migration of pending) {
      await runScript(client, migration.up, "MIGRATION_FAILED", () =>
        client.query(
          `insert into ${STATE_SCHEMA}.migrations (database, version, name, checksum) values ($1, $2, $3, $4)`,
          [database, migration.version, migration.name, checksum(migration.up.sql)],
        ),
      );
    }
    return pending;
  });
}

/**
 * Reverts the newest applied migrations by their down.sql.
 *
 * @param steps how many; Infinity for all.
 * @returns those that were reverted, newest first.
 * @throws StartupError `MIGRATION_INVALID` where a down.sql is missing, `MIGRATION_FAILED` where one fails.
 */
export async function revertMigrations(
  client: pg.ClientBase,
  database: string,
  migrations: readonly Migration[],
  steps: number,
): Promise<Migration[]> {
  return withStateLock(client, async () => {
    await ensureState(client);
    const applied = await readApplied(client, database);
    const reverted: Migration[] = [];
    for (const entry of applied.toReversed().slice(0, steps)) {
      const migration = migrations.find((candidate) => candidate.version === entry.version);
      if (!migration?.down) {
        throw new StartupError(
          "MIGRATION_INVALID",
          `${entry.version}_${entry.name} cannot be reverted: it has no down.sql.`,
        );
      }
      await runScript(client, migration.down, "MIGRATION_FAILED", () =>
        client.query(`delete from ${STATE_SCHEMA}.migrations where database = $1 and version = $2`, [
          database,
          entry.version,
        ]),
      );
      reverted.push(migration);
    }
    return reverted;
  });
}

/** Compares the folders with what a database has; changes nothing but our own schema. */
export async function migrationStatus(
  client: pg.ClientBase,
  database: string,
  migrations: readonly Migration[],
): Promise<MigrationStatus[]> {
  const applied = await withStateLock(client, async () => {
    await ensureState(client);
    return readApplied(client, database);
  });
  const byVersion = new Map(applied.map((entry) => [entry.version, entry]));
  const statuses = migrations.map(({ version, name, up }): MigrationStatus => {
    const entry = byVersion.get(version);
    byVersion.delete(version);
    if (!entry) return { version, name, state: "pending" };
    const same = entry.checksum === checksum(up.sql);
    return { version, name, state: same ? "applied" : "edited after it was applied" };
  });
  for (const { version, name } of byVersion.values()) {
    statuses.push({ version, name, state: "applied, but its folder is gone" });
  }
  return statuses;
}

async function readApplied(client: pg.ClientBase, database: string): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `select version::text as version, name, checksum from ${STATE_SCHEMA}.migrations
     where database = $1 order by migrations.version`,
    [database],
  );
  return rows;
}
