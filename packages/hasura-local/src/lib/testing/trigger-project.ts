import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A project of one migration, with tables and triggers of the test's own. */
export interface TriggerProject {
  folder: string;
  /** Entries of `cron_triggers.yaml`, as JSON, which is YAML, too. */
  writeCronTriggers(triggers: readonly object[]): Promise<void>;
  /** The tables of `databases.yaml`. */
  writeTables(tables: readonly object[]): Promise<void>;
  remove(): Promise<void>;
}

export async function createTriggerProject(
  sql: string,
  tables: readonly object[],
  cronTriggers: readonly object[] = [],
): Promise<TriggerProject> {
  const folder = await mkdtemp(path.join(tmpdir(), "hasura-triggers-"));
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  await mkdir(at("metadata/databases"), { recursive: true });
  await mkdir(at("migrations/default/1_init"), { recursive: true });
  await writeFile(at("config.yaml"), "version: 3\n");
  await writeFile(at("metadata/version.yaml"), "version: 3\n");
  await writeFile(at("migrations/default/1_init/up.sql"), sql);
  const project: TriggerProject = {
    folder,
    writeTables: (list) =>
      writeFile(
        at("metadata/databases/databases.yaml"),
        JSON.stringify([{ name: "default", kind: "postgres", tables: list }]),
      ),
    writeCronTriggers: (list) => writeFile(at("metadata/cron_triggers.yaml"), JSON.stringify(list)),
    remove: () => rm(folder, { recursive: true }),
  };
  await project.writeTables(tables);
  await project.writeCronTriggers(cronTriggers);
  return project;
}
