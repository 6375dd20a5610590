import type { Project } from "../config/project.ts";
import { StartupError } from "../config/startup-error.ts";
import { withClient } from "../database/connect.ts";
import type { Metadata } from "../metadata/types.ts";
import { applyMigrations, migrationStatus } from "../migrations/migrate.ts";
import { readMigrations } from "../migrations/read-migrations.ts";
import { applySeeds, readSeeds } from "../seeds/apply-seeds.ts";
import type { SeedChoice } from "../seeds/apply-seeds.ts";

/**
 * The name of the one database that this server serves; its migrations and seeds are in folders of that name.
 *
 * @throws StartupError `METADATA_INVALID` where there are several, or one that is no Postgres.
 */
export function databaseName(metadata: Metadata): string {
  const [source, ...others] = metadata.sources;
  if (!source || others.length > 0) {
    throw new StartupError(
      "METADATA_INVALID",
      `databases/databases.yaml: hasura-local serves exactly one database, not ${metadata.sources.length}.`,
    );
  }
  if (source.kind !== "postgres") {
    throw new StartupError(
      "METADATA_INVALID",
      `databases/databases.yaml: hasura-local serves kind postgres, not ${source.kind}.`,
    );
  }
  return source.name;
}

/**
 * Brings a database to the state that the project describes.
 *
 * @param log hears what was applied, and which applied migrations no longer are what their files say.
 * @throws StartupError
 */
export async function prepareDatabase(
  url: string,
  project: Project,
  database: string,
  seed: SeedChoice,
  log: (line: string) => void,
): Promise<void> {
  const migrations = await readMigrations(project.migrationsDir, database);
  const seeds = await readSeeds(project.seedsDir, database, seed);
  await withClient(url, async (client) => {
    const applied = await applyMigrations(client, database, migrations);
    for (const { version, name } of applied) log(`applied migration ${version}_${name}`);
    for (const { version, name, state } of await migrationStatus(client, database, migrations)) {
      if (state !== "applied") log(`migration ${version}_${name}: ${state}`);
    }
    const seeded = await applySeeds(client, database, seeds);
    for (const name of seeded) log(`applied seed ${name}`);
  });
}
