import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { StartupError } from "../config/startup-error.ts";
import type { SqlScript } from "../database/run-script.ts";

/** One folder `<version>_<name>` of the Hasura CLI. */
export interface Migration {
  /** Digits, usually milliseconds since 1970. */
  version: string;
  name: string;
  up: SqlScript;
  /** Absent where the folder has no down.sql. */
  down?: SqlScript;
}

/**
 * Reads the migrations of one database, in the order in which they apply.
 *
 * @param migrationsDir the project's folder of migrations.
 * @param database name of the source in the metadata.
 * @throws StartupError `MIGRATION_INVALID` for a folder that cannot be a migration.
 */
export async function readMigrations(migrationsDir: string, database: string): Promise<Migration[]> {
  const dir = path.join(migrationsDir, database);
  const entries = await readdir(dir, { withFileTypes: true }).catch(missingIsEmpty);
  const migrations: Migration[] = [];
  for (const entry of entries.filter((candidate) => candidate.isDirectory())) {
    migrations.push(await readMigration(path.join(dir, entry.name), entry.name));
  }
  migrations.sort((one, other) => (BigInt(one.version) < BigInt(other.version) ? -1 : 1));
  for (const [index, migration] of migrations.entries()) {
    const next = migrations[index + 1];
    if (next?.version === migration.version) {
      throw new StartupError(
        "MIGRATION_INVALID",
        `${migration.up.file} and ${next.up.file} have the same version. Rename one of the folders.`,
      );
    }
  }
  return migrations;
}

async function readMigration(folder: string, folderName: string): Promise<Migration> {
  const match = /^(\d{1,18})_(.+)$/.exec(folderName);
  if (!match?.[1] || !match[2]) {
    throw new StartupError("MIGRATION_INVALID", `${folder}: a migration's folder is named <version>_<name>.`);
  }
  const up = await readScript(path.join(folder, "up.sql"));
  if (!up) {
    throw new StartupError("MIGRATION_INVALID", `${folder}: up.sql is missing.`);
  }
  const down = await readScript(path.join(folder, "down.sql"));
  return { version: match[1], name: match[2], up, ...(down ? { down } : {}) };
}

async function readScript(file: string): Promise<SqlScript | undefined> {
  try {
    return { file, sql: await readFile(file, "utf8") };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function missingIsEmpty(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
