import { GraphQLRequestError } from "../errors.ts";
import type { CustomObject, CustomTypes } from "../metadata/types.ts";

/**
 * Checks that a handler's answer fits the action's output type. Fields that the type does not have are left alone.
 *
 * @param outputType as in the metadata, e.g. `[Thing!]!`.
 * @throws GraphQLRequestError `unexpected`, with Hasura's wording.
 */
export function checkActionResponse(body: unknown, outputType: string, types: CustomTypes): void {
  const type = outputType.trim();
  if (body === null) {
    if (type.endsWith("!")) fail("got null for the action webhook response");
    return;
  }
  const name = type.replaceAll(/[![\]\s]/g, "");
  const object = types.objects?.find((candidate) => candidate.name === name);
  if (type.startsWith("[")) {
    if (!Array.isArray(body)) fail("expecting array for the action webhook response");
    if (object) for (const element of body) checkObject(element, object);
    return;
  }
  if (!object) return;
  if (Array.isArray(body)) fail(`got array for the action webhook response, expecting ${name}`);
  if (typeof body !== "object") {
    fail(`got scalar ${typeName(body)} for the action webhook response, expecting ${name}`);
  }
  checkObject(body, object);
}

function checkObject(value: unknown, type: CustomObject): void {
  if (typeof value !== "object" || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const field of type.fields.filter((candidate) => candidate.type.trim().endsWith("!"))) {
    if (!Object.hasOwn(fields, field.name)) {
      fail(`field "${field.name}" expected in webhook response, but not found`);
    }
    if (fields[field.name] === null) fail(`expecting not null value for field "${field.name}"`);
  }
}

function typeName(value: unknown): string {
  return { string: "String", number: "Number", boolean: "Boolean" }[typeof value as string] ?? "value";
}

function fail(message: string): never {
  throw new GraphQLRequestError("unexpected", message, { internal: { error: "unexpected response" } });
}
