import { compareInstants } from "./instants.ts";
import { parts } from "./on-demand.ts";
import { baseType, isRare } from "./scalars.ts";

/**
 * Compares two values that are not null as Postgres does.
 * @param type GraphQL scalar of the column.
 * @param bytewise Whether text is ordered by its bytes (`collate "C"`); otherwise the database's collation decides, which is not known here.
 * @returns Negative, zero, positive; NaN when they differ and their order is not known; undefined when nothing is known.
 */
export function compareValues(type: string, a: unknown, b: unknown, bytewise?: boolean): number | undefined {
  if (isRare(type)) return parts()?.compareRare(type, a, b, bytewise);
  const base = baseType(type);
  switch (base) {
    case "Int":
    case "smallint":
      return typeof a === "number" && typeof b === "number" ? a - b : undefined;
    case "Boolean":
      return typeof a === "boolean" && typeof b === "boolean" ? Number(a) - Number(b) : undefined;
    case "timestamptz":
    case "timestamp":
      return compareInstants(a, b, base === "timestamptz");
    case "uuid":
      return compareUuids(a, b);
    default:
      if (a === b) return 0;
      // Enum tables have a key of type text.
      if (base !== "String" && !base.endsWith("_enum")) return undefined;
      return bytewise ? compareBytes(String(a), String(b)) : NaN;
  }
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
