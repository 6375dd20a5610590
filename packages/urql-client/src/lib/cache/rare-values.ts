import { compareInstants } from "./instants.ts";
import { isEqualJson } from "./jsonb.ts";
import { compareNumbers } from "./numbers.ts";
import { baseType, isJsonType } from "./scalars.ts";
import { compareValues } from "./values.ts";

/** {@link compareValues} of the types that not every page has. */
export function compareRare(type: string, a: unknown, b: unknown, bytewise?: boolean): number | undefined {
  if (type.startsWith("[")) return compareArrays(type.slice(1), a, b, bytewise);
  const base = baseType(type);
  switch (base) {
    case "bigint":
    case "numeric":
      return compareNumbers(a, b, base === "bigint");
    case "Float":
      // `real` in Postgres; a variable is rounded to it before it is compared.
      return subtract(Math.fround(Number(a)), Math.fround(Number(b)));
    case "float8":
      return subtract(Number(a), Number(b));
    case "date":
      return compareInstants(`${String(a)}T00:00`, `${String(b)}T00:00`, false);
    case "time":
      return compareInstants(`2000-01-01T${String(a)}`, `2000-01-01T${String(b)}`, false);
    case "jsonb":
      return isEqualJson(a, b) ? 0 : NaN;
    default:
      return unpadded(a) === unpadded(b) ? 0 : NaN;
  }
}

function subtract(a: number, b: number): number | undefined {
  if (a === b) return 0;
  return a < b ? -1 : a > b ? 1 : undefined;
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
