import type { ModelIndex } from "../model/lookup.ts";
import { compareValues } from "./values.ts";
import type { RowView } from "./where.ts";

/** One criterion of an order: where the value is, which way, and where nulls go. */
interface Criterion {
  path: readonly string[];
  descending: boolean;
  nullsFirst: boolean;
}

/**
 * Reads a Hasura `order_by`.
 * @returns A comparison of two rows, whose result is undefined when it can't be told; undefined when the order itself can't be read.
 */
export function readOrder(
  orderBy: unknown,
  index: ModelIndex,
): ((a: RowView, b: RowView) => number | undefined) | undefined {
  const criteria: Criterion[] = [];
  for (const entry of Array.isArray(orderBy) ? (orderBy as unknown[]) : [orderBy]) {
    if (!addCriteria(entry, [], criteria)) return undefined;
  }
  if (criteria.length === 0) return undefined;
  return (a, b) => {
    for (const criterion of criteria) {
      const order = compareBy(criterion, a, b, index);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function addCriteria(entry: unknown, path: readonly string[], into: Criterion[]): boolean {
  if (typeof entry !== "object" || entry === null) return false;
  for (const [name, value] of Object.entries(entry)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "object") {
      if (name.endsWith("_aggregate") || !addCriteria(value, [...path, name], into)) return false;
      continue;
    }
    const match = /^(asc|desc)(?:_nulls_(first|last))?$/.exec(String(value));
    if (!match) return false;
    const descending = match[1] === "desc";
    // Plain `asc` puts nulls last, plain `desc` first.
    into.push({
      path: [...path, name],
      descending,
      nullsFirst: match[2] ? match[2] === "first" : descending,
    });
  }
  return true;
}

function compareBy(criterion: Criterion, a: RowView, b: RowView, index: ModelIndex): number | undefined {
  const left = valueAt(criterion.path, a, index);
  const right = valueAt(criterion.path, b, index);
  if (left === undefined || right === undefined) return undefined;
  if (left.value === null || right.value === null) {
    if (left.value === right.value) return 0;
    return (left.value === null) === criterion.nullsFirst ? -1 : 1;
  }
  const order = compareValues(left.type, left.value, right.value);
  return order === undefined ? undefined : criterion.descending ? -order : order;
}

function valueAt(
  path: readonly string[],
  row: RowView,
  index: ModelIndex,
): { type: string; value: unknown } | undefined {
  let at = row;
  for (const name of path.slice(0, -1)) {
    const next = at.related(name);
    if (next === null) return { type: "null", value: null };
    if (next === undefined) return undefined;
    at = next;
  }
  const column = path.at(-1)!;
  const type = index.table(at.table)?.columns[column];
  const value = at.column(column);
  return type === undefined || value === undefined ? undefined : { type, value };
}
