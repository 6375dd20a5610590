import type { ModelIndex } from "../model/lookup.ts";
import { isJsonType } from "./scalars.ts";
import { compareValues } from "./values.ts";
import type { RowView } from "./where.ts";

/** One criterion of an order: where the value is, which way, and where nulls go. */
interface Criterion {
  path: readonly string[];
  descending: boolean;
  nullsFirst: boolean;
}

/** A value to order by; null where a relationship leads nowhere. */
interface OrderedValue {
  type: string;
  value: unknown;
  bytewise?: boolean;
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
  for (const entry of [orderBy].flat() as unknown[]) {
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
      if (!addCriteria(value, [...path, name], into)) return false;
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
  if (!left || !right) return undefined;
  if (left.value === null || right.value === null) {
    if (left.value === right.value) return 0;
    return (left.value === null) === criterion.nullsFirst ? -1 : 1;
  }
  const order = compareValues(left.type, left.value, right.value, left.bytewise);
  if (order === undefined || Number.isNaN(order)) return undefined;
  return criterion.descending ? -order : order;
}

function valueAt(
  [name, ...rest]: readonly string[],
  row: RowView,
  index: ModelIndex,
): OrderedValue | undefined {
  const related = index.related(row.table, name!);
  if (related?.aggregate) {
    const { rows, isComplete } = row.many(related.name);
    return isComplete && rest.join() === "count" ? { type: "Int", value: rows.length } : undefined;
  }
  if (related) {
    const next = row.related(name!);
    return next ? valueAt(rest, next, index) : next === null ? { type: "null", value: null } : undefined;
  }
  const table = index.table(row.table);
  const type = table?.columns[name!];
  const value = row.column(name!);
  if (type === undefined || value === undefined || rest.length > 0) return undefined;
  // SQL's null has a place of its own, JSON's has not, and they look alike.
  if (value === null && isJsonType(type)) return undefined;
  return { type, value, bytewise: table!.bytewise?.includes(name!) };
}
