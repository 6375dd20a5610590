import { access } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { StartupError } from "./startup-error.ts";
import { loadYaml } from "../metadata/load-yaml.ts";

/** The folders of a Hasura CLI project. */
export interface Project {
  root: string;
  metadataDir: string;
  migrationsDir: string;
  seedsDir: string;
}

const configFile = z.looseObject({
  version: z.literal(3, "must be 3, the project format of the Hasura v2 CLI"),
  metadata_directory: z.string().default("metadata"),
  migrations_directory: z.string().default("migrations"),
  seeds_directory: z.string().default("seeds"),
});

/**
 * Reads the `config.yaml` of a Hasura CLI project.
 *
 * @param root folder that holds `config.yaml`.
 * @throws StartupError `PROJECT_INVALID` where the folder is no such project.
 */
export async function loadProject(root: string): Promise<Project> {
  const folder = path.resolve(root);
  const file = path.join(folder, "config.yaml");
  try {
    await access(file);
  } catch (cause) {
    throw new StartupError(
      "PROJECT_INVALID",
      `There is no ${file}. Name the folder of a Hasura project with --project.`,
      { cause },
    );
  }
  const parsed = configFile.safeParse(await loadYaml(file));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StartupError(
      "PROJECT_INVALID",
      `${file}: ${issue?.path.join(".") ?? "the file"} ${issue?.message ?? "is not valid"}.`,
    );
  }
  return {
    root: folder,
    metadataDir: path.resolve(folder, parsed.data.metadata_directory),
    migrationsDir: path.resolve(folder, parsed.data.migrations_directory),
    seedsDir: path.resolve(folder, parsed.data.seeds_directory),
  };
}
