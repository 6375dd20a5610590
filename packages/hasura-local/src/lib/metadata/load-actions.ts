import { readFile } from "node:fs/promises";
import { GraphQLError, parse, print } from "graphql";
import type { DefinitionNode, FieldDefinitionNode, InputValueDefinitionNode, StringValueNode } from "graphql";
import type { z } from "zod";
import type { actionsShape } from "./load-shape.ts";
import type { ActionMetadata, CustomTypes } from "./types.ts";
import { StartupError } from "../config/startup-error.ts";

type ActionsFile = z.infer<typeof actionsShape>;

interface ActionSignature {
  type: "query" | "mutation";
  field: FieldDefinitionNode;
}

/**
 * Joins the two files of the CLI's format: `actions.graphql` says what an action takes and gives, `actions.yaml` who
 * handles it. Hasura's metadata holds both in one place.
 *
 * @throws StartupError `METADATA_INVALID` where one file knows an action or type that the other doesn't.
 */
export function joinActions(
  sdlFile: string,
  sdl: string,
  yamlFile: string,
  yaml: ActionsFile,
): { actions: ActionMetadata[]; customTypes: CustomTypes } {
  const definitions = parseSdl(sdlFile, sdl);
  const signatures = collectSignatures(definitions);
  const actions = yaml.actions.map((action) => {
    const signature = signatures.get(action.name);
    if (!signature) {
      throw invalid(yamlFile, `the action ${action.name} is missing in ${sdlFile}`);
    }
    signatures.delete(action.name);
    return toAction(action, signature);
  });
  const orphan = signatures.keys().next();
  if (!orphan.done) throw invalid(sdlFile, `the action ${orphan.value} is missing in ${yamlFile}`);
  return { actions, customTypes: toCustomTypes(definitions, sdlFile, yamlFile, yaml) };
}

/** Reads an SDL file that may be absent. */
export async function readOptionalText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function invalid(file: string, what: string, cause?: unknown): StartupError {
  return new StartupError("METADATA_INVALID", `${file}: ${what}.`, { cause });
}

function parseSdl(file: string, sdl: string): readonly DefinitionNode[] {
  if (sdl.replaceAll(/^\s*#.*$/gm, "").trim() === "") return [];
  try {
    return parse(sdl).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw invalid(file, `line ${error.locations?.[0]?.line ?? "?"}: ${error.message}`, error);
  }
}

function collectSignatures(definitions: readonly DefinitionNode[]): Map<string, ActionSignature> {
  const signatures = new Map<string, ActionSignature>();
  for (const definition of definitions) {
    if (definition.kind !== "ObjectTypeDefinition" && definition.kind !== "ObjectTypeExtension") continue;
    if (!isRoot(definition.name.value)) continue;
    const type = definition.name.value === "Query" ? "query" : "mutation";
    for (const field of definition.fields ?? []) signatures.set(field.name.value, { type, field });
  }
  return signatures;
}

function isRoot(name: string): boolean {
  return name === "Query" || name === "Mutation";
}

function toAction(action: ActionsFile["actions"][number], signature: ActionSignature): ActionMetadata {
  const { kind, ...definition } = action.definition;
  return {
    ...action,
    definition: {
      ...definition,
      ...(kind ? { kind } : {}),
      type: signature.type,
      output_type: print(signature.field.type),
      arguments: (signature.field.arguments ?? []).map(toInput),
    },
  } as ActionMetadata;
}

interface Typed {
  name: string;
  type: string;
  description?: string;
}

function toInput(node: InputValueDefinitionNode | FieldDefinitionNode): Typed {
  return { name: node.name.value, type: print(node.type), ...described(node.description) };
}

function described(node: StringValueNode | undefined): { description?: string } {
  return node ? { description: node.value } : {};
}

/** The SDL says what a type is made of, the YAML adds what SDL cannot say (relationships). */
function toCustomTypes(
  definitions: readonly DefinitionNode[],
  sdlFile: string,
  yamlFile: string,
  yaml: ActionsFile,
): CustomTypes {
  const types: Required<CustomTypes> = { enums: [], input_objects: [], objects: [], scalars: [] };
  for (const node of definitions) {
    if (node.kind === "ObjectTypeDefinition" && !isRoot(node.name.value)) {
      const extra = yaml.custom_types?.objects.find((object) => object.name === node.name.value);
      const fields = (node.fields ?? []).map(toInput);
      types.objects.push({ ...extra, name: node.name.value, ...described(node.description), fields });
    } else if (node.kind === "InputObjectTypeDefinition") {
      const fields = (node.fields ?? []).map(toInput);
      types.input_objects.push({ name: node.name.value, ...described(node.description), fields });
    } else if (node.kind === "EnumTypeDefinition") {
      const values = (node.values ?? []).map((value) => ({
        value: value.name.value,
        ...described(value.description),
      }));
      types.enums.push({ name: node.name.value, ...described(node.description), values });
    } else if (node.kind === "ScalarTypeDefinition") {
      types.scalars.push({ name: node.name.value, ...described(node.description) });
    }
  }
  for (const kind of ["enums", "input_objects", "objects", "scalars"] as const) {
    const known = new Set(types[kind].map((type) => type.name));
    const missing = yaml.custom_types?.[kind].find((type) => !known.has(type.name));
    if (missing) throw invalid(yamlFile, `custom_types.${kind}: ${missing.name} is missing in ${sdlFile}`);
  }
  return types;
}
