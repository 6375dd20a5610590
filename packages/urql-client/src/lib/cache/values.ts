// How Postgres orders values of a scalar, where that can be known without its collation and settings.

const NUMBERS = new Set(["Int", "Float", "smallint", "float8", "numeric"]);
const TEXTS = new Set(["String", "bpchar", "uuid", "date", "ID"]);

/** @returns The scalar's name without list and null marks. */
export function baseType(type: string): string {
  return type.replace(/[[\]!]/g, "");
}

/**
 * Compares two values of a column that are not null.
 * @param type GraphQL scalar of the column.
 * @returns Negative, zero, positive; undefined when their order is not known here.
 */
export function compareValues(type: string, a: unknown, b: unknown): number | undefined {
  const base = baseType(type);
  if (type.startsWith("[")) return isEqualJson(a, b) ? 0 : undefined;
  if (NUMBERS.has(base)) return sign(Number(a) - Number(b));
  if (base === "bigint") return compareBigints(a, b);
  if (base === "Boolean") return Number(a) - Number(b);
  if (base === "timestamptz" || base === "timestamp")
    return sign(Date.parse(String(a)) - Date.parse(String(b)));
  if (base === "uuid") return order(String(a).toLowerCase(), String(b).toLowerCase());
  if (base === "citext") return order(String(a).toLowerCase(), String(b).toLowerCase());
  if (TEXTS.has(base) || base.endsWith("_enum")) return order(String(a), String(b));
  return isEqualJson(a, b) ? 0 : undefined;
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sign(difference: number): number | undefined {
  return Number.isNaN(difference) ? undefined : Math.sign(difference);
}

function compareBigints(a: unknown, b: unknown): number | undefined {
  try {
    const difference = BigInt(a as string | number) - BigInt(b as string | number);
    if (difference === 0n) return 0;
    return difference < 0n ? -1 : 1;
  } catch {
    return undefined;
  }
}

function isEqualJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
