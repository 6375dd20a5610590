import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse, YAMLParseError } from "yaml";
import type { ScalarTag } from "yaml";
import { StartupError } from "../config/startup-error.ts";

const INCLUDE = "!include ";

/** The unquoted form of an include, which YAML reads as a tag. */
const includeTag: ScalarTag = {
  tag: "!include",
  resolve: (target) => `${INCLUDE}${target}`,
};

/** Which file an object or array of a loaded document stands in; for messages. */
export type Origins = WeakMap<object, string>;

/**
 * Reads a YAML file and replaces each string `!include other.yaml` with the content of that file, as the Hasura CLI
 * does. A file that is no YAML is included as text.
 *
 * @param file absolute path.
 * @param origins filled with the file of every object and array.
 * @returns the document; null for an empty file.
 * @throws StartupError `METADATA_INVALID` naming file and line.
 */
export async function loadYaml(file: string, origins: Origins = new WeakMap()): Promise<unknown> {
  return load(file, origins, []);
}

async function load(file: string, origins: Origins, parents: readonly string[]): Promise<unknown> {
  if (parents.includes(file)) {
    throw new StartupError("METADATA_INVALID", `${file} includes itself, by way of ${parents.at(-1)}.`);
  }
  const text = await read(file, parents.at(-1));
  if (!/\.ya?ml$/.test(file)) return text;
  return expand(parseYaml(file, text), file, origins, [...parents, file]);
}

async function read(file: string, includedBy: string | undefined): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const reason = includedBy ? `, which ${includedBy} includes` : "";
    throw new StartupError("METADATA_INVALID", `Could not read ${file}${reason}: ${String(cause)}`, {
      cause,
    });
  }
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text, { customTags: [includeTag] }) as unknown;
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const line = cause.linePos?.[0].line;
    const place = line === undefined ? file : `${file}, line ${line}`;
    throw new StartupError("METADATA_INVALID", `${place}: ${cause.message.split("\n")[0]}`, { cause });
  }
}

async function expand(
  value: unknown,
  file: string,
  origins: Origins,
  parents: readonly string[],
): Promise<unknown> {
  if (typeof value === "string" && value.startsWith(INCLUDE)) {
    return load(path.resolve(path.dirname(file), value.slice(INCLUDE.length).trim()), origins, parents);
  }
  if (typeof value !== "object" || value === null) return value;
  origins.set(value, file);
  const entries = value as Record<string, unknown>;
  for (const [key, child] of Object.entries(entries)) {
    entries[key] = await expand(child, file, origins, parents);
  }
  return value;
}
