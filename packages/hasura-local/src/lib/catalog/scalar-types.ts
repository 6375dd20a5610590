import type { CatalogType } from "./types.ts";

/** A built-in type. @param sqlName how SQL spells it, where that differs. */
export function baseType(name: string, sqlName = name): CatalogType {
  return { name, sqlName, kind: "base", element: null, base: null };
}

/** Built-in types that the compiler itself needs in casts. */
export const textType = baseType("text");
export const booleanType = baseType("bool", "boolean");
export const integerType = baseType("int4", "integer");
export const bigintType = baseType("int8", "bigint");
export const jsonType = baseType("json");
export const jsonbType = baseType("jsonb");

/** The type of a list of values of a type. */
export function arrayOf(element: CatalogType): CatalogType {
  return { name: `_${element.name}`, sqlName: `${element.sqlName}[]`, kind: "array", element, base: null };
}

/** Types that `stringifyNumericTypes` turns into JSON strings. */
export const bigNumericTypes: ReadonlySet<string> = new Set(["int8", "numeric", "float8", "money"]);

const numeric = new Set(["int2", "int4", "int8", "float4", "float8", "numeric", "money"]);
/** Types that `sum`, `avg` and `_inc` work on. */
export function isNumeric(type: CatalogType): boolean {
  return numeric.has(type.name);
}

const comparableNames = new Set([
  "int2",
  "int4",
  "int8",
  "float4",
  "float8",
  "numeric",
  "money",
  "bpchar",
  "varchar",
  "text",
  "citext",
  "char",
  "date",
  "timestamp",
  "timestamptz",
  "timetz",
  "uuid",
  "ltree",
  "lquery",
  "ltxtquery",
]);

/** Types that `min` and `max` work on. */
export function isComparable(type: CatalogType): boolean {
  return comparableNames.has(type.name) || type.kind === "array" || type.kind === "enum";
}

const textual = new Set(["text", "varchar", "bpchar", "citext", "name"]);

/** Types with pattern operators. */
export function isTextual(type: CatalogType): boolean {
  return textual.has(type.name);
}
