import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Description {
  $ref?: string;
  content?: Record<string, { schema: JsonSchema }>;
}

interface Document {
  paths: Record<string, Record<string, { responses?: Record<string, Description> }>>;
  components: { responses: Record<string, Description>; schemas: Record<string, JsonSchema> };
}

const file = fileURLToPath(new URL("../../openapi.yaml", import.meta.url));
const document = parse(readFileSync(file, "utf8")) as Document;

/** A schema of the contract, by its name under `components.schemas`. */
export function schemaOf(name: string): z.ZodType {
  return toZod({ $ref: `#/components/schemas/${name}` });
}

/** @returns The statuses that the contract has for a method, in order. */
export function statusesOf(method: string): string[] {
  return Object.keys(responsesOf(method)).toSorted();
}

/**
 * Holds an answer against the contract.
 *
 * @throws {Error} where its status is not described or its body does not match
 */
export function checkAnswer(method: string, status: number, body: unknown): void {
  let described = responsesOf(method)[status];
  if (described?.$ref) described = document.components.responses[described.$ref.split("/").at(-1) ?? ""];
  const schema = described?.content?.["application/json"]?.schema;
  if (!schema) throw new Error(`The contract has no answer ${status} to ${method}.`);
  checkBody(toZod(schema), body);
}

/** @throws {Error} where a callback does not match the contract */
export function checkCallback(body: unknown): void {
  checkBody(schemaOf("Callback"), body);
}

function responsesOf(method: string): Record<string, Description> {
  const [path] = Object.values(document.paths);
  return path?.[method.toLowerCase()]?.responses ?? {};
}

/** What a stand-in leaks beyond its contract, clients come to need: fields that the contract does not name are refused too. */
function checkBody(schema: z.ZodType, body: unknown): void {
  schema.parse(body);
  const named = new Set(
    Object.keys(Object.assign({}, ...Object.values(document.components.schemas).map(propertiesOf))),
  );
  for (const field of Object.keys(body as object)) {
    if (!named.has(field)) throw new Error(`The contract names no field "${field}".`);
  }
}

function propertiesOf(schema: JsonSchema): object {
  if (typeof schema !== "object") return {};
  const parts = (schema.allOf ?? []) as JsonSchema[];
  return Object.assign({}, schema.properties, ...parts.map(propertiesOf)) as object;
}

function toZod(schema: JsonSchema): z.ZodType {
  const text = JSON.stringify({ ...(schema as object), $defs: document.components.schemas });
  return z.fromJSONSchema(JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")) as JsonSchema);
}
