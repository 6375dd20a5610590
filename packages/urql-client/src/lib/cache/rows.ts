import type { Cache, Store } from "@urql/exchange-graphcache";
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

/**
 * The keys of all rows of a table in the cache. graphcache has no question for that, but its store keeps the answer, for
 * invalidating by type.
 */
export function knownRows(cache: Cache, table: string): string[] {
  const { data } = cache as Store;
  return [...(data.types.get(table) ?? [])].filter((key) => isKnown(cache, key));
}
