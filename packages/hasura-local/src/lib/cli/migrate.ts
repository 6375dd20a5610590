import type { Command } from "./arguments.ts";
import { loadProject } from "../config/project.ts";
import { readServerConfig } from "../config/server-config.ts";
import { withClient } from "../database/connect.ts";
import { loadMetadata } from "../metadata/load-metadata.ts";
import { applyMigrations, migrationStatus, revertMigrations } from "../migrations/migrate.ts";
import { readMigrations } from "../migrations/read-migrations.ts";
import { openDatabase } from "../server/open-database.ts";
import { databaseName } from "../server/prepare-database.ts";

/** Applies, reverts or lists the migrations of a project. @param print gets one line per migration. */
export async function migrate(
  command: Extract<Command, { name: "migrate" }>,
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
  log: (line: string) => void,
): Promise<void> {
  const project = await loadProject(command.project);
  const name = databaseName(await loadMetadata(project.metadataDir));
  const migrations = await readMigrations(project.migrationsDir, name);
  const database = await openDatabase(readServerConfig(environment), log);
  try {
    await withClient(database.url, async (client) => {
      if (command.action === "status") {
        for (const status of await migrationStatus(client, name, migrations)) {
          print(`${status.version}_${status.name}: ${status.state}`);
        }
        return;
      }
      const changed =
        command.action === "apply"
          ? await applyMigrations(client, name, migrations)
          : await revertMigrations(client, name, migrations, command.steps);
      const verb = command.action === "apply" ? "applied" : "reverted";
      for (const migration of changed) print(`${verb} ${migration.version}_${migration.name}`);
      if (changed.length === 0) print(`nothing to ${command.action}`);
    });
  } finally {
    await database.close();
  }
}
