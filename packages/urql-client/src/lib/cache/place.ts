import type { Cache } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import type { CachedField } from "./lists.ts";
import { readOrder } from "./order-by.ts";
import { isKeyList, viewRow, type Row } from "./rows.ts";
import { dependsOn, matches } from "./where.ts";

/**
 * Puts a row where it belongs in a cached list, or takes it out, by the list's own `where`, `order_by` and `limit`. A list whose
 * arguments can't be evaluated here stays as it is.
 * @param written What was written of a row that was there before. Other columns may be older in the cache than the list is, which therefore
 *   keeps the row in, out, or where it is, if that can't follow from what was written.
 */
export function placeRow(
  cache: Cache,
  index: ModelIndex,
  list: CachedField,
  table: string,
  key: string,
  written?: Readonly<Row>,
): void {
  if (!list.belongs) return removeRow(cache, list, key);
  const { where, order_by: orderBy, limit, offset, distinct_on: distinctOn } = list.args ?? {};
  const current = cache.resolve(list.parent, list.name, list.args);
  if (!isKeyList(current)) return;
  const wasIn = current.includes(key);
  const decides = (criteria: unknown): boolean => !written || dependsOn(criteria, table, written, index);
  if (!wasIn && !decides(where) && !(typeof limit === "number" && decides(orderBy))) return;
  const isIn = (wasIn && !decides(where)) || matches(where, viewRow(cache, index, table, key), index);
  if (isIn === undefined) return;
  if (!isIn) return removeRow(cache, list, key);
  if (offset || distinctOn || (wasIn && !decides(orderBy))) return;

  const next = current.filter((each) => each !== key);
  const position = orderBy ? findPosition(cache, index, orderBy, table, next, key) : undefined;
  if (position === undefined && wasIn) return;
  next.splice(position ?? next.length, 0, key);
  if (typeof limit === "number") next.length = Math.min(next.length, limit);
  if (next.length !== current.length || next.some((each, at) => each !== current[at])) {
    cache.link(list.parent, list.name, list.args, next);
  }
}

/** Takes a row out of a cached list. */
export function removeRow(cache: Cache, list: CachedField, key: string): void {
  const current = cache.resolve(list.parent, list.name, list.args);
  if (!isKeyList(current) || !current.includes(key)) return;
  cache.link(
    list.parent,
    list.name,
    list.args,
    current.filter((each) => each !== key),
  );
}

function findPosition(
  cache: Cache,
  index: ModelIndex,
  orderBy: unknown,
  table: string,
  others: readonly string[],
  key: string,
): number | undefined {
  const compare = readOrder(orderBy, index);
  if (!compare) return undefined;
  const row = viewRow(cache, index, table, key);
  for (const [position, other] of others.entries()) {
    const order = compare(row, viewRow(cache, index, table, other));
    if (order === undefined) return undefined;
    if (order < 0) return position;
  }
  return others.length;
}
