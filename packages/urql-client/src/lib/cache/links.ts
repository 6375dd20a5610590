import type { Cache } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import type { RelationshipModel } from "../model/types.ts";
import type { CachedField } from "./lists.ts";
import {
  entityKey,
  isKnown,
  keyColumns,
  knownRows,
  referencedColumns,
  referringColumns,
  type Row,
} from "./rows.ts";

/** Follows changed foreign keys: the row now leads to another row, or to none. */
export function linkReferences(cache: Cache, index: ModelIndex, table: string, key: string, row: Row): void {
  for (const [name, rel] of Object.entries(index.table(table)!.rels)) {
    const target = index.table(rel.to);
    if (rel.many || !target || !Object.keys(rel.map).some((column) => column in row)) continue;
    const columns = referencedColumns(rel.map, (column) =>
      column in row ? row[column] : cache.resolve(key, column),
    );
    const isNone = Object.values(columns).includes(null);
    const other = isNone ? null : entityKey(rel.to, target, columns);
    if (isNone || (other !== null && isKnown(cache, other))) cache.link(key, name, other);
  }
}

/**
 * Follows the foreign key of a row that belongs to another one to one: what it refers to leads to it, and what it referred to before no
 * longer does.
 * @param row What was written of the row; null once it is deleted.
 */
export function linkOwners(
  cache: Cache,
  index: ModelIndex,
  table: string,
  key: string,
  row: Readonly<Row> | null,
): void {
  for (const { from, name, rel } of index.incoming(table)) {
    const model = index.table(from);
    const remotes = Object.values(rel.map);
    if (!model || !leadsBack(index, from, rel) || (row && !remotes.some((column) => column in row))) continue;
    const columns = referringColumns(rel.map, (column) => row && (row[column] ?? cache.resolve(key, column)));
    const owner = entityKey(from, model, columns);
    for (const other of knownRows(cache, from)) {
      if (other !== owner && cache.resolve(other, name) === key) cache.link(other, name, null);
    }
    if (owner !== null && isKnown(cache, owner)) cache.link(owner, name, key);
  }
}

/** A new row has nothing yet of what can refer to it one to one. */
export function withoutPartners(cache: Cache, index: ModelIndex, table: string, key: string): void {
  for (const [name, rel] of Object.entries(index.table(table)!.rels)) {
    if (leadsBack(index, table, rel) && cache.resolve(key, name) === undefined) cache.link(key, name, null);
  }
}

/** Whether a relationship to one row follows that row's foreign key, to the key of the table it starts at. */
function leadsBack(index: ModelIndex, from: string, { many, to, map }: RelationshipModel): boolean {
  const own = index.table(from)?.pk ?? [];
  const other = index.table(to)?.pk ?? [];
  return (
    !many &&
    other.length > 0 &&
    Object.keys(map).every((column) => own.includes(column)) &&
    !Object.values(map).every((column) => other.includes(column))
  );
}

/** `x_by_pk` fields that ask for exactly this row lead to it, or to nothing once it is deleted. */
export function linkByKey(
  cache: Cache,
  index: ModelIndex,
  table: string,
  row: Readonly<Row>,
  key: string | null,
): void {
  const model = index.table(table)!;
  const field = model.fields.selectByPk;
  const root = index.model.roots.query;
  if (!field) return;
  const args = keyColumns(model, (column) => row[column]) as CachedField["args"];
  if (cache.resolve(root, field, args) !== undefined) cache.link(root, field, args, key);
}
