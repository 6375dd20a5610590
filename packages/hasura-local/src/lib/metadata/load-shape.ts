import path from "node:path";
import { z } from "zod";
import { header } from "./header-shape.ts";
import type { Origins } from "./load-yaml.ts";
import { eventTriggersShape } from "./trigger-shapes.ts";
import { StartupError } from "../config/startup-error.ts";

const qualifiedName = z.preprocess(
  (value) => (typeof value === "string" ? { schema: "public", name: value } : value),
  z.looseObject({ schema: z.string().default("public"), name: z.string() }),
);
const nameList = z.union([z.literal("*"), z.array(z.string())]);
const expression = z.record(z.string(), z.unknown());

function permissionsOf(fields: Record<string, z.ZodType>): z.ZodType {
  return z
    .array(z.looseObject({ role: z.string(), permission: z.looseObject(fields) }))
    .nullish()
    .transform((permissions) => permissions ?? undefined);
}

const relationships = z
  .array(z.looseObject({ name: z.string(), using: z.looseObject({}) }))
  .nullish()
  .transform((list) => list ?? undefined);

const table = z.looseObject({
  table: qualifiedName,
  is_enum: z.boolean().optional(),
  object_relationships: relationships,
  array_relationships: relationships,
  select_permissions: permissionsOf({ columns: nameList, filter: expression }),
  insert_permissions: permissionsOf({ check: expression, columns: nameList.optional() }),
  update_permissions: permissionsOf({ columns: nameList, filter: expression }),
  delete_permissions: permissionsOf({ filter: expression }),
  event_triggers: eventTriggersShape,
});

const source = z.looseObject({
  name: z.string(),
  kind: z.string(),
  tables: z
    .array(table)
    .nullish()
    .transform((tables) => tables ?? []),
  functions: z
    .array(z.looseObject({}))
    .nullish()
    .transform((functions) => functions ?? []),
});

/** `databases/databases.yaml`, includes expanded. */
export const sourcesShape = z.array(source);

const namedTypes = z
  .array(z.looseObject({ name: z.string() }))
  .nullish()
  .transform((types) => types ?? []);

/** `actions.yaml`. */
export const actionsShape = z.looseObject({
  actions: z
    .array(
      z.looseObject({
        name: z.string(),
        definition: z.looseObject({
          handler: z.string(),
          kind: z.enum(["synchronous", "asynchronous", ""]).optional(),
          headers: z.array(header).optional(),
          forward_client_headers: z.boolean().optional(),
          timeout: z.number().positive().optional(),
        }),
        permissions: z.array(z.looseObject({ role: z.string() })).optional(),
        comment: z.string().nullish(),
      }),
    )
    .nullish()
    .transform((actions) => actions ?? []),
  custom_types: z
    .looseObject({ enums: namedTypes, input_objects: namedTypes, objects: namedTypes, scalars: namedTypes })
    .nullish(),
});

/** Every other file of the metadata folder that holds a list. */
export const listShape = z.array(z.looseObject({})).nullable();

/**
 * Checks a loaded document.
 *
 * @param file the document's own file.
 * @param origins the files that were included into it.
 * @throws StartupError `METADATA_INVALID` naming the file and the key of the first problem.
 */
export function checkShape<T>(schema: z.ZodType<T>, document: unknown, file: string, origins: Origins): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw parsed.error;
  const place = locate(document, issue.path, file, origins);
  throw new StartupError(
    "METADATA_INVALID",
    `${place.file}: ${place.key || "the document"}: ${issue.message}.`,
  );
}

/** The innermost included file on the way to a key, and the key as that file sees it. */
function locate(
  document: unknown,
  keys: readonly PropertyKey[],
  file: string,
  origins: Origins,
): { file: string; key: string } {
  let current = document;
  let found = { file, from: 0 };
  for (const [index, key] of keys.entries()) {
    if (typeof current !== "object" || current === null) break;
    current = (current as Record<PropertyKey, unknown>)[key];
    if (typeof current !== "object" || current === null) continue;
    const origin = origins.get(current);
    if (origin && origin !== found.file) found = { file: origin, from: index + 1 };
  }
  return { file: path.normalize(found.file), key: keys.slice(found.from).map(String).join(".") };
}
