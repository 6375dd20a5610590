import type { Cache, Store } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import type { RelationshipModel, TableModel } from "../model/types.ts";
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

/** @returns The columns of a primary key. */
export function keyColumns(table: TableModel, column: (name: string) => unknown): Row {
  return Object.fromEntries(table.pk.map((name) => [name, column(name)]));
}

/** @returns The columns of another row that a foreign key gives. */
export function referencedColumns(map: RelationshipModel["map"], column: (name: string) => unknown): Row {
  return Object.fromEntries(Object.entries(map).map(([local, remote]) => [remote, column(local)]));
}

/** @returns The columns of a row that refers to this one, as far as they follow from it. */
export function referringColumns(map: RelationshipModel["map"], column: (name: string) => unknown): Row {
  return Object.fromEntries(Object.entries(map).map(([local, remote]) => [local, column(remote)]));
}

/** @returns All columns of a row, as the cache knows them. */
export function cachedColumns(cache: Cache, table: TableModel, key: string): Row {
  return Object.fromEntries(Object.keys(table.columns).map((name) => [name, cache.resolve(key, name)]));
}

/** Whether the cache knows a row. */
export function isKnown(cache: Cache, key: string): boolean {
  return typeof cache.resolve(key, "__typename") === "string";
}

/**
 * Looks at a row of the cache, lazily.
 * @param draft Columns that are going to be written, and count instead.
 */
export function viewRow(
  cache: Cache,
  index: ModelIndex,
  table: string,
  key: string,
  draft: Readonly<Row> = {},
): RowView {
  const column = (name: string): unknown => (name in draft ? draft[name] : cache.resolve(key, name));
  const view = (other: string): RowView | undefined => {
    const type = cache.resolve(other, "__typename");
    return typeof type === "string" ? viewRow(cache, index, type, other) : undefined;
  };
  return {
    table,
    column,
    related(name) {
      const rel = index.table(table)?.rels[name];
      const isMoved = rel !== undefined && Object.keys(rel.map).some((local) => local in draft);
      let link = isMoved ? undefined : (cache.resolve(key, name) as unknown);
      if (link === undefined) link = rel && referencedKey(index, rel, column);
      return typeof link === "string" ? view(link) : link === null ? null : undefined;
    },
    many(name) {
      const keys = new Set<string>();
      let isComplete = false;
      for (const { fieldName, arguments: args } of cache.inspectFields(key)) {
        if (fieldName !== name) continue;
        const list = cache.resolve(key, name, args);
        if (!isKeyList(list)) continue;
        isComplete ||= Object.keys(args ?? {}).every((each) => each === "order_by");
        for (const each of list) keys.add(each);
      }
      const rows = [...keys].map(view);
      return {
        rows: rows.filter((row) => row !== undefined),
        isComplete: isComplete && !rows.includes(undefined),
      };
    },
  };
}

/** @returns The key of the row that a foreign key names; null where it names none, undefined where that is not known. */
function referencedKey(
  index: ModelIndex,
  { to, many, map }: RelationshipModel,
  column: (name: string) => unknown,
): string | null | undefined {
  const target = index.table(to);
  if (many || !target || Object.keys(map).length !== target.pk.length) return undefined;
  const columns = referencedColumns(map, column);
  return Object.values(columns).includes(null) ? null : (entityKey(to, target, columns) ?? undefined);
}

/** Whether a cached value is a list of rows. */
export function isKeyList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/**
 * The keys of all rows of a table in the cache. graphcache has no question for that, but its store keeps the answer, for
 * invalidating by type.
 */
export function knownRows(cache: Cache, table: string): string[] {
  const { data } = cache as Store;
  return [...(data.types.get(table) ?? [])].filter((key) => isKnown(cache, key));
}
