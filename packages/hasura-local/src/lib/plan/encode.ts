import type { CatalogType } from "../catalog/types.ts";

/**
 * Writes a JSON value as the text that Postgres reads for a type.
 *
 * @returns null for null.
 */
export function encodeValue(value: unknown, type: CatalogType): string | null {
  if (value === null || value === undefined) return null;
  if (type.name === "json" || type.name === "jsonb") return JSON.stringify(value);
  if (type.kind === "array" && type.element !== null) {
    // A string is an array as Postgres writes it: session variables and older clients send `{1,2}`.
    if (typeof value === "string") return value;
    const { element } = type;
    const items = Array.isArray(value) ? value : [value];
    return `{${items.map((item) => encodeElement(item, element)).join(",")}}`;
  }
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || value instanceof Number)
    return String(value);
  return JSON.stringify(value);
}

function encodeElement(value: unknown, type: CatalogType): string {
  if (type.kind === "array" && Array.isArray(value)) return encodeValue(value, type) ?? "NULL";
  return quoteElement(encodeValue(value, type));
}

/** Texts as a Postgres array. */
export function encodeTexts(texts: readonly (string | null)[]): string {
  return `{${texts.map(quoteElement).join(",")}}`;
}

function quoteElement(text: string | null): string {
  return text === null ? "NULL" : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
