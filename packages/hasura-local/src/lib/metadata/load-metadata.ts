import { access } from "node:fs/promises";
import path from "node:path";
import { joinActions, readOptionalText } from "./load-actions.ts";
import { actionsShape, checkShape, listShape, sourcesShape } from "./load-shape.ts";
import { loadYaml } from "./load-yaml.ts";
import type { Origins } from "./load-yaml.ts";
import { cronTriggersShape } from "./trigger-shapes.ts";
import type { Metadata } from "./types.ts";
import { StartupError } from "../config/startup-error.ts";

/** File of the folder → key of the metadata JSON. */
const LISTS = {
  allow_list: "allowlist",
  cron_triggers: "cron_triggers",
  inherited_roles: "inherited_roles",
  query_collections: "query_collections",
  remote_schemas: "remote_schemas",
  rest_endpoints: "rest_endpoints",
} as const;
const OBJECTS = [
  "api_limits",
  "backend_configs",
  "graphql_schema_introspection",
  "metrics_config",
  "network",
  "opentelemetry",
] as const;

/**
 * Reads a metadata folder of the Hasura v2 CLI.
 *
 * @param dir the project's metadata folder.
 * @returns what `export_metadata` of a Hasura that had this folder applied would return.
 * @throws StartupError `METADATA_INVALID` naming file and key.
 */
export async function loadMetadata(dir: string): Promise<Metadata> {
  const origins: Origins = new WeakMap();
  const at = (name: string): string => path.join(dir, name);
  await requireVersion(at("version.yaml"));

  const databases = at("databases/databases.yaml");
  const sources = checkShape(sourcesShape, (await loadYaml(databases, origins)) ?? [], databases, origins);
  const metadata: Record<string, unknown> = { version: 3, sources };
  Object.assign(metadata, await loadActions(at("actions.yaml"), at("actions.graphql"), origins));

  for (const [name, key] of Object.entries(LISTS)) {
    const file = at(`${name}.yaml`);
    if (!(await exists(file))) continue;
    const shape = key === "cron_triggers" ? cronTriggersShape : listShape;
    const list = checkShape<unknown[] | null>(shape, await loadYaml(file, origins), file, origins);
    if (list && list.length > 0) metadata[key] = list;
  }
  for (const name of OBJECTS) {
    const file = at(`${name}.yaml`);
    if (!(await exists(file))) continue;
    const value = await loadYaml(file, origins);
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0) metadata[name] = value;
  }
  return metadata as unknown as Metadata;
}

async function requireVersion(file: string): Promise<void> {
  const document = await loadYaml(file);
  const version = (document as { version?: unknown } | null)?.version;
  if (version !== 3) {
    throw new StartupError("METADATA_INVALID", `${file}: version: must be 3, but is ${String(version)}.`);
  }
}

async function loadActions(
  yamlFile: string,
  sdlFile: string,
  origins: Origins,
): Promise<Pick<Metadata, "actions" | "custom_types">> {
  const document = (await exists(yamlFile)) ? await loadYaml(yamlFile, origins) : null;
  const yaml = checkShape(actionsShape, document ?? {}, yamlFile, origins);
  const { actions, customTypes } = joinActions(
    sdlFile,
    (await readOptionalText(sdlFile)) ?? "",
    yamlFile,
    yaml,
  );
  const hasTypes = Object.values(customTypes).some((types) => types.length > 0);
  return {
    ...(actions.length > 0 ? { actions } : {}),
    ...(hasTypes ? { custom_types: customTypes } : {}),
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
