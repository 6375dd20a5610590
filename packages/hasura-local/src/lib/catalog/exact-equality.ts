import type { CatalogColumn, CatalogType } from "./types.ts";

/** Types whose equality is equality of canonical texts, whichever of a family's types stand on the two sides. */
export type ExactFamily = "uuid" | "integer" | "text" | "boolean";

const families: ReadonlyMap<string, ExactFamily> = new Map([
  ["uuid", "uuid"],
  ["int2", "integer"],
  ["int4", "integer"],
  ["int8", "integer"],
  ["text", "text"],
  ["varchar", "text"],
  ["bool", "boolean"],
]);

/** @returns null for types whose equal values may have different texts (numeric, citext, bpchar, domains, …). */
export function exactFamily(type: CatalogType): ExactFamily | null {
  return type.kind === "base" ? (families.get(type.name) ?? null) : null;
}

/** The family of a column; null as well where its collation lets different texts be equal. */
export function exactColumnFamily(column: CatalogColumn): ExactFamily | null {
  return column.deterministic ? exactFamily(column.type) : null;
}

const canonical: Readonly<Record<ExactFamily, RegExp>> = {
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  integer: /^(?:0|-?[1-9]\d*)$/,
  text: /^/,
  boolean: /^(?:true|false)$/,
};

/**
 * The text that Postgres would write for a value that it reads from a text.
 *
 * @returns null for one of the many other forms that Postgres reads as well (`{…}` of a uuid, `yes`, `+1`).
 */
export function canonicalText(text: string, family: ExactFamily): string | null {
  if (!canonical[family].test(text)) return null;
  return family === "uuid" ? text.toLowerCase() : text;
}
