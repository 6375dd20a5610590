import type { Cache, FieldArgs } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import { readOrder } from "./order-by.ts";
import { entityKey, isKnown, viewRow, type Row } from "./rows.ts";
import { matches } from "./where.ts";

/** A cached field that holds, or counts, rows of a table. */
export interface CachedField {
  /** Key of the entity it belongs to, or the query root. */
  parent: string;
  /** Type of that entity. */
  parentType: string;
  name: string;
  args: NonNullable<FieldArgs>;
  aggregate: boolean;
}

/**
 * Finds the cached fields a row may belong to: lists at the query's root, and array relationships of the rows it refers to.
 * @param row The row's columns as far as they are known.
 */
export function fieldsFor(cache: Cache, index: ModelIndex, table: string, row: Readonly<Row>): CachedField[] {
  const found: CachedField[] = [];
  const root = index.model.roots.query;
  for (const { fieldName, arguments: args } of cache.inspectFields(root)) {
    const field = index.root(fieldName);
    if (field?.table !== table || (field.kind !== "select" && field.kind !== "selectAggregate")) continue;
    const aggregate = field.kind === "selectAggregate";
    found.push({ parent: root, parentType: root, name: fieldName, args: { ...args }, aggregate });
  }
  for (const { from, name, rel } of index.incoming(table)) {
    const parentModel = index.table(from);
    if (!rel.many || !parentModel) continue;
    const columns = Object.fromEntries(Object.entries(rel.map).map(([local, remote]) => [local, row[remote]]));
    const parent = entityKey(from, parentModel, columns);
    if (parent === null || !isKnown(cache, parent)) continue;
    for (const { fieldName, arguments: args } of cache.inspectFields(parent)) {
      const aggregate = fieldName === `${name}_aggregate`;
      if (fieldName === name || aggregate) found.push({ parent, parentType: from, name: fieldName, args: { ...args }, aggregate });
    }
  }
  return found;
}

/**
 * Puts a row where it belongs in a cached list, or takes it out, by the list's own `where`, `order_by` and `limit`. A list whose
 * arguments can't be evaluated here stays as it is.
 */
export function placeRow(cache: Cache, index: ModelIndex, list: CachedField, table: string, key: string): void {
  const { where, order_by: orderBy, limit, offset, distinct_on: distinctOn } = list.args;
  const current = cache.resolve(list.parent, list.name, list.args);
  if (!isKeyList(current)) return;
  const isIn = matches(where, viewRow(cache, table, key), index);
  if (isIn === undefined) return;
  if (!isIn) return removeRow(cache, list, key);
  if (offset || distinctOn) return;

  const next = current.filter((each) => each !== key);
  const wasIn = next.length < current.length;
  const position = orderBy ? findPosition(cache, index, orderBy, table, next, key) : undefined;
  if (position === undefined && wasIn) return;
  next.splice(position ?? next.length, 0, key);
  if (typeof limit === "number") next.length = Math.min(next.length, Math.max(limit, current.length));
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
  const row = viewRow(cache, table, key);
  for (const [position, other] of others.entries()) {
    const order = compare(row, viewRow(cache, table, other));
    if (order === undefined) return undefined;
    if (order < 0) return position;
  }
  return others.length;
}

function isKeyList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
