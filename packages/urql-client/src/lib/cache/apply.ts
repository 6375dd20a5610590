import type { Cache } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import { writeColumns, writeCount } from "./fragments.ts";
import { inferColumns } from "./infer.ts";
import { fieldsFor, selectedLists, type CachedField, type FieldContext } from "./lists.ts";
import { placeRow, removeRow } from "./place.ts";
import { readColumns, type RowEffect, type WriteEffect } from "./prediction.ts";
import { linkByKey, linkOwners, linkReferences, withoutPartners } from "./links.ts";
import { cachedColumns, keyColumns, viewRow, type Row } from "./rows.ts";
import { matches } from "./where.ts";

/** Writes what a mutation did, or is predicted to do, to one row: its columns, its links, and its place in every cached list. */
export function applyEffect(effect: RowEffect, cache: Cache, context: FieldContext, counts: boolean): void {
  if (effect.kind === "delete") applyDelete(effect, cache, context, counts);
  else applyWrite(effect, cache, context, counts);
}

function applyWrite(effect: WriteEffect, cache: Cache, context: FieldContext, counts: boolean): void {
  const { table, key } = effect;
  const { index } = context;
  const model = index.table(table)!;
  const row: Row = { ...effect.row };
  const inferred = effect.kind === "update" ? inferColumns(cache, context, table, key) : {};
  // What is inferred or only likely never replaces what is known.
  for (const [column, value] of Object.entries({ ...effect.likely, ...inferred })) {
    if (column in model.columns && !(column in row) && cache.resolve(key, column) === undefined)
      row[column] = value;
  }
  writeColumns(cache, table, row);
  linkReferences(cache, index, table, key, row);
  linkOwners(cache, index, table, key, row);
  if (effect.kind === "insert") {
    completeSelections(cache, context, table, key);
    withoutPartners(cache, index, table, key);
    linkByKey(cache, index, table, row, key);
  }

  const whole = cachedColumns(cache, model, key);
  const written = Object.fromEntries(Object.entries(effect.row).filter(([name]) => !model.pk.includes(name)));
  // Whether another row's list holds it now, since it refers to another row.
  const leads = ({ rel }: CachedField): boolean =>
    Object.values(rel?.map ?? {}).some((column) => column in written);
  for (const field of fieldsFor(cache, context, table, key, whole)) {
    if (!field.aggregate)
      placeRow(
        cache,
        index,
        field,
        table,
        key,
        effect.kind === "update" && !leads(field) ? written : undefined,
      );
    else if (counts && effect.kind === "insert") adjustCount(cache, index, field, table, key, 1);
  }
}

function applyDelete(
  effect: Extract<RowEffect, { kind: "delete" }>,
  cache: Cache,
  context: FieldContext,
  counts: boolean,
): void {
  const { table, key } = effect;
  const inferred = inferColumns(cache, context, table, key);
  const row = { ...inferred, ...readColumns(context.index.table(table)!, effect.row) };
  writeColumns(cache, table, row);
  for (const field of fieldsFor(cache, context, table, key, row)) {
    if (!field.aggregate) removeRow(cache, field, key);
    else if (counts) adjustCount(cache, context.index, field, table, key, -1);
  }
  linkByKey(cache, context.index, table, row, null);
  linkOwners(cache, context.index, table, key, null);
}

/** Gives a new row the empty lists and zero counts that queries on screen select of it. */
function completeSelections(cache: Cache, context: FieldContext, table: string, key: string): void {
  const { index } = context;
  for (const { name, args, related } of selectedLists(context, table)) {
    if (cache.resolve(key, name, args) !== undefined) continue;
    if (!related.aggregate) cache.link(key, name, args, []);
    else {
      const aggregate = { parent: key, parentType: table, name, args, aggregate: true, belongs: true };
      writeCountOf(cache, index, aggregate, related.rel.to, 0);
    }
  }
}

function adjustCount(
  cache: Cache,
  index: ModelIndex,
  field: CachedField,
  table: string,
  key: string,
  by: number,
): void {
  if (matches(field.args?.["where"], viewRow(cache, index, table, key), index) !== true) return;
  if (field.args?.["limit"] || !field.belongs) return;
  const inner = (holder: unknown, name: string): unknown => cache.resolve(holder as string | null, name);
  const count = inner(inner(cache.resolve(field.parent, field.name, field.args), "aggregate"), "count");
  if (typeof count === "number") writeCountOf(cache, index, field, table, Math.max(0, count + by));
}

function writeCountOf(
  cache: Cache,
  index: ModelIndex,
  field: CachedField,
  table: string,
  count: number,
): void {
  const model = index.table(field.parentType);
  const parent = model && keyColumns(model, (column) => cache.resolve(field.parent, column));
  writeCount(cache, field, table, parent ?? {}, count);
}
