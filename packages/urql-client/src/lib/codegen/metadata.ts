import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { CodegenError } from "./errors.ts";

/** The parts of a tracked table's metadata that the model is made from. */
export interface TableMetadata {
  table: { schema: string; name: string } | string;
  configuration?: {
    custom_name?: string;
    custom_root_fields?: Record<string, string | { name: string }>;
    column_config?: Record<string, { custom_name?: string }>;
  };
  object_relationships?: RelationshipMetadata[];
  array_relationships?: RelationshipMetadata[];
  insert_permissions?: PermissionMetadata[];
  update_permissions?: PermissionMetadata[];
}

/** One relationship's metadata. */
export interface RelationshipMetadata {
  name: string;
  using: {
    foreign_key_constraint_on?: string | string[] | { column?: string; columns?: string[] };
    manual_configuration?: { column_mapping: Record<string, string> };
  };
}

/** One role's permission to insert or update. */
export interface PermissionMetadata {
  role: string;
  permission: { set?: Record<string, unknown> };
}

/**
 * Reads the tables of a Hasura metadata folder (version 3), following `!include`.
 * @param folder The folder that holds `databases/databases.yaml`.
 * @throws {@link CodegenError} `CODEGEN_METADATA` when a file is missing or is not YAML.
 */
export async function loadTables(folder: string): Promise<TableMetadata[]> {
  const sources = await loadYaml(join(folder, "databases", "databases.yaml"));
  if (!Array.isArray(sources)) {
    throw new CodegenError(
      "CODEGEN_METADATA",
      `${folder}/databases/databases.yaml must hold a list of databases.`,
    );
  }
  return sources.flatMap((source) => (source as { tables?: TableMetadata[] }).tables ?? []);
}

// Both spellings occur: the tag, and a string that starts with it.
const include = { tag: "!include", resolve: (path: string) => `!include ${path}` };

async function loadYaml(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new CodegenError(
      "CODEGEN_METADATA",
      `${path} can't be read; pass the metadata folder with --metadata.`,
      { cause },
    );
  }
  let value: unknown;
  try {
    value = parse(text, { customTags: [include] }) as unknown;
  } catch (cause) {
    throw new CodegenError("CODEGEN_METADATA", `${path} is not YAML: ${String(cause)}`, { cause });
  }
  return resolveIncludes(value, dirname(path));
}

async function resolveIncludes(value: unknown, folder: string): Promise<unknown> {
  if (typeof value === "string" && value.startsWith("!include ")) {
    return loadYaml(join(folder, value.slice("!include ".length).trim()));
  }
  if (Array.isArray(value)) return Promise.all(value.map((each) => resolveIncludes(each, folder)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    async ([name, each]) => [name, await resolveIncludes(each, folder)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
