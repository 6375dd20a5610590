import type { Cache } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import type { TableModel } from "../model/types.ts";
import type { RowView } from "./where.ts";

/** Columns of a row, by name. */
export type Row = Record<string, unknown>;

/**
 * The identity of a row in the cache.
 * @returns Key without the type name; null when a primary key column is missing or the table has none.
 */
export function keyOf(table: TableModel, row: Readonly<Row>): string | null {
  const values = table.pk.map((column) => row[column]);
  if (values.length === 0 || values.some((value) => value === null || value === undefined)) return null;
  return values.length === 1 ? String(values[0]) : JSON.stringify(values);
}

/** @returns The cache's key of a row of a table; null when it has none. */
export function entityKey(name: string, table: TableModel, row: Readonly<Row>): string | null {
  const key = keyOf(table, row);
  return key === null ? null : `${name}:${key}`;
}

/** Whether the cache knows a row. */
export function isKnown(cache: Cache, key: string): boolean {
  return typeof cache.resolve(key, "__typename") === "string";
}

/** @returns A row of the cache, read lazily. */
export function viewRow(cache: Cache, table: string, key: string): RowView {
  return {
    table,
    column: (name) => cache.resolve(key, name),
    related(name) {
      const link = cache.resolve(key, name);
      if (typeof link !== "string") return link === null ? null : undefined;
      const type = cache.resolve(link, "__typename");
      return typeof type === "string" ? viewRow(cache, type, link) : undefined;
    },
  };
}

/** @returns The keys of all rows of a table that a cached list or link leads to. */
export function knownRows(cache: Cache, index: ModelIndex, table: string): string[] {
  const root = index.model.roots.query;
  const seen = new Set<string>();
  const queue: string[] = [];
  for (const { fieldName, arguments: args } of cache.inspectFields(root)) {
    if (index.root(fieldName)) enqueue(cache.resolve(root, fieldName, args ?? undefined));
  }
  const found: string[] = [];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const type = cache.resolve(key, "__typename");
    if (typeof type !== "string") continue;
    if (type === table) found.push(key);
    for (const { fieldName, arguments: args } of cache.inspectFields(key)) {
      if (index.related(type, fieldName)?.aggregate === false) enqueue(cache.resolve(key, fieldName, args ?? undefined));
    }
  }
  return found;

  function enqueue(link: unknown): void {
    for (const key of Array.isArray(link) ? (link as unknown[]) : [link]) {
      if (typeof key !== "string" || seen.has(key)) continue;
      seen.add(key);
      queue.push(key);
    }
  }
}
