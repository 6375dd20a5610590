/** The value of a stream's cursor column, as the API says it: a bigint, a number, a timestamp, or a text that sorts. */
export type Cursor = string | number;

const INTEGER = /^-?\d+$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT/;

/**
 * Orders two values of one cursor column as the database does.
 * @returns Negative when `a` comes first, positive when `b` does, 0 when they are equal.
 */
export function compareCursors(a: Cursor, b: Cursor): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  if (INTEGER.test(left) && INTEGER.test(right)) return Number(BigInt(left) - BigInt(right));
  if (DECIMAL.test(left) && DECIMAL.test(right)) return Number(left) - Number(right);
  if (TIMESTAMP.test(left) && TIMESTAMP.test(right)) {
    const difference = Date.parse(left) - Date.parse(right);
    if (difference !== 0) return difference;
    // Within a millisecond only the texts differ, and Postgres writes them with one offset.
  }
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
