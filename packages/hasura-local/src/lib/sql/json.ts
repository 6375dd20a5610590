import { join, literal, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { identifier } from "./identifier.ts";

/** `json_build_object` takes 100 arguments. */
const MAX_PAIRS = 50;
/** Longer names are cut by Postgres. */
const MAX_NAME_BYTES = 63;

/** One key of a JSON object and its value. */
export type JsonEntry = readonly [key: string, value: Fragment];

/**
 * A JSON object with its keys in the given order. `row_to_json` is the compact and quick way; keys that are too long
 * for a column's name take `json_build_object`.
 */
export function jsonObject(entries: readonly JsonEntry[]): Fragment {
  if (entries.some(([key]) => Buffer.byteLength(key) > MAX_NAME_BYTES)) return builtObject(entries);
  const columns = entries.map(([key, value]) => sql`${value} AS ${identifier(key)}`);
  return sql`row_to_json((SELECT "~e" FROM (SELECT ${join(columns, ", ")}) AS "~e"))`;
}

/** A JSON object without a subquery of its own, so that its values may be aggregates. */
export function builtObject(entries: readonly JsonEntry[]): Fragment {
  const chunks: Fragment[] = [];
  for (let start = 0; start < entries.length; start += MAX_PAIRS) {
    const pairs = entries
      .slice(start, start + MAX_PAIRS)
      .map(([key, value]) => sql`${literal(key)}, ${value}`);
    chunks.push(sql`json_build_object(${join(pairs, ", ")})`);
  }
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  // Objects without their braces, put together as text: keys keep their order.
  const inner = chunks.map((chunk) => sql`substr(left((${chunk})::text, -1), 2)`);
  return sql`('{' || ${join(inner, " || ',' || ")} || '}')::json`;
}

/** The JSON list of a column of a subquery; empty instead of null. */
export function jsonList(rows: Fragment, column: string): Fragment {
  return sql`(SELECT coalesce(json_agg("~r".${identifier(column)}), '[]'::json) FROM (${rows}) AS "~r")`;
}
