import { compareInstants } from "./instants.ts";
import { isEqualJson } from "./jsonb.ts";
import { compareNumbers } from "./numbers.ts";

/** @returns The scalar's name without list and null marks. */
export function baseType(type: string): string {
  return type.replace(/[[\]!]/g, "");
}

/** Whether null may be SQL's null or JSON's: the API shows both alike. */
export function isJsonType(type: string): boolean {
  return /^jsonb?\b/.test(type);
}

/**
 * Compares two values that are not null as Postgres does.
 * @param type GraphQL scalar of the column.
 * @param bytewise Whether text is ordered by its bytes (`collate "C"`); otherwise the database's collation decides, which is not known here.
 * @returns Negative, zero, positive; NaN when they differ and their order is not known; undefined when nothing is known.
 */
export function compareValues(type: string, a: unknown, b: unknown, bytewise?: boolean): number | undefined {
  if (type.startsWith("[")) return compareArrays(type.slice(1), a, b, bytewise);
  const base = baseType(type);
  switch (base) {
    case "Int":
    case "smallint":
    case "bigint":
    case "numeric":
      return compareNumbers(a, b, base !== "numeric");
    case "Float":
      // `real` in Postgres; a variable is rounded to it before it is compared.
      return subtract(Math.fround(Number(a)), Math.fround(Number(b)));
    case "float8":
      return subtract(Number(a), Number(b));
    case "Boolean":
      return typeof a === "boolean" && typeof b === "boolean" ? Number(a) - Number(b) : undefined;
    case "timestamptz":
    case "timestamp":
      return compareInstants(a, b, base === "timestamptz");
    case "date":
      return compareInstants(`${String(a)}T00:00`, `${String(b)}T00:00`, false);
    case "time":
      return compareInstants(`2000-01-01T${String(a)}`, `2000-01-01T${String(b)}`, false);
    case "uuid":
      return compareUuids(a, b);
    case "jsonb":
      return isEqualJson(a, b) ? 0 : NaN;
    case "bpchar":
      return unpadded(a) === unpadded(b) ? 0 : NaN;
    default:
      if (a === b) return 0;
      // Enum tables have a key of type text.
      if (base !== "String" && !base.endsWith("_enum")) return undefined;
      return bytewise ? compareBytes(String(a), String(b)) : NaN;
  }
}

function subtract(a: number, b: number): number | undefined {
  if (a === b) return 0;
  return a < b ? -1 : a > b ? 1 : undefined;
}

function compareUuids(a: unknown, b: unknown): number {
  const [left, right] = [a, b].map((value) => String(value).toLowerCase().replace(/[-{}]/g, ""));
  return left === right ? 0 : left! < right! ? -1 : 1;
}

// UTF-8 orders like code points, which JavaScript's comparison of UTF-16 units doesn't.
function compareBytes(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  const at = left.findIndex((each, index) => each !== right[index]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)! : 1;
}

// Blanks at the end are padding.
function unpadded(value: unknown): string {
  return String(value).replace(/ +$/, "");
}

// The first elements that differ decide, then the length; null is equal to null and greater than everything.
function compareArrays(type: string, a: unknown, b: unknown, bytewise?: boolean): number | undefined {
  if (!isFlat(a) || !isFlat(b) || isJsonType(type)) return undefined;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a[at], b[at]];
    const order =
      left === null || right === null
        ? Number(left === null) - Number(right === null)
        : compareValues(type, left, right, bytewise);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Whether a value is an array without arrays in it. */
export function isFlat(value: unknown): value is unknown[] {
  return Array.isArray(value) && !value.some(Array.isArray);
}
