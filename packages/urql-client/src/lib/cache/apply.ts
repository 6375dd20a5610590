import type { Cache } from "@urql/exchange-graphcache";
import type { Operation } from "@urql/core";
import { fieldArguments, mainOperation, type Variables } from "../documents/ast.ts";
import { queryFacts } from "../documents/query-facts.ts";
import type { ModelIndex, RelatedField } from "../model/lookup.ts";
import { writeColumns, writeCount } from "./fragments.ts";
import { inferColumns } from "./infer.ts";
import { fieldsFor, type CachedField, type FieldContext } from "./lists.ts";
import { placeRow, removeRow } from "./place.ts";
import type { RowEffect, WriteEffect } from "./prediction.ts";
import { linkByKey, linkOwners, linkReferences, withoutPartners } from "./links.ts";
import { viewRow, type Row } from "./rows.ts";
import { matches } from "./where.ts";

/** What applying effects needs. */
export interface ApplyContext {
  index: ModelIndex;
  /** Queries on screen: a new row has to hold everything they select of it. */
  readonly onScreen: () => Iterable<Operation>;
}

/** Writes what a mutation did, or is predicted to do, to one row: its columns, its links, and its place in every cached list. */
export function applyEffect(effect: RowEffect, cache: Cache, context: ApplyContext, counts: boolean): void {
  if (effect.kind === "delete") applyDelete(effect, cache, context, counts);
  else applyWrite(effect, cache, context, counts);
}

function applyWrite(effect: WriteEffect, cache: Cache, context: ApplyContext, counts: boolean): void {
  const { table, key } = effect;
  const { index } = context;
  const model = index.table(table)!;
  const row: Row = { ...effect.row };
  const inferred = effect.kind === "update" ? inferColumns(cache, listing(context), table, key) : {};
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

  const whole: Row = {};
  for (const column of Object.keys(model.columns)) whole[column] = cache.resolve(key, column);
  const written = Object.fromEntries(Object.entries(effect.row).filter(([name]) => !model.pk.includes(name)));
  // Whether another row's list holds it now, since it refers to another row.
  const leads = ({ parentType, name }: CachedField): boolean =>
    Object.values(index.related(parentType, name)?.rel.map ?? {}).some((column) => column in written);
  for (const field of fieldsFor(cache, listing(context), table, key, whole)) {
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
  context: ApplyContext,
  counts: boolean,
): void {
  const { table, key } = effect;
  const inferred = inferColumns(cache, listing(context), table, key);
  const known = Object.entries(effect.row).filter(([, value]) => value !== undefined);
  const row: Row = { ...inferred, ...Object.fromEntries(known) };
  writeColumns(cache, table, row);
  for (const field of fieldsFor(cache, listing(context), table, key, row)) {
    if (!field.aggregate) removeRow(cache, field, key);
    else if (counts) adjustCount(cache, context.index, field, table, key, -1);
  }
  linkByKey(cache, context.index, table, row, null);
  linkOwners(cache, context.index, table, key, null);
}

/** Gives a new row the empty lists and zero counts that queries on screen select of it. */
function completeSelections(cache: Cache, context: ApplyContext, table: string, key: string): void {
  const { index } = context;
  for (const { name, args, related } of selectedLists(context, table)) {
    if (cache.resolve(key, name, args) !== undefined) continue;
    if (!related.aggregate) cache.link(key, name, args, []);
    else {
      const parent = Object.fromEntries(
        index.table(table)!.pk.map((column) => [column, cache.resolve(key, column)]),
      );
      const aggregate = { parent: key, parentType: table, name, args, aggregate: true, belongs: true };
      writeCount(cache, aggregate, related.rel.to, parent, 0);
    }
  }
}

function listing(context: ApplyContext): FieldContext {
  return { index: context.index, selectedLists: (type) => selectedLists(context, type) };
}

/** @returns What queries on screen select of a type that holds, or counts, many rows. */
function selectedLists(
  { index, onScreen }: ApplyContext,
  table: string,
): { name: string; args: CachedField["args"]; related: RelatedField }[] {
  const found = [];
  for (const operation of onScreen()) {
    const fields = queryFacts(operation.query as never, index).selected.get(table) ?? [];
    for (const field of fields) {
      const related = index.related(table, field.name.value);
      if (!related?.rel.many) continue;
      const args = withoutNulls(fieldArguments(field, withDefaults(operation)));
      found.push({ name: field.name.value, args, related });
    }
  }
  return found;
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
  const holder = cache.resolve(field.parent, field.name, field.args);
  const inner = typeof holder === "string" ? cache.resolve(holder, "aggregate") : undefined;
  const count = typeof inner === "string" ? cache.resolve(inner, "count") : undefined;
  if (typeof count !== "number") return;
  const model = index.table(field.parentType);
  const parent = Object.fromEntries(
    (model?.pk ?? []).map((column) => [column, cache.resolve(field.parent, column)]),
  );
  writeCount(cache, field, table, parent, Math.max(0, count + by));
}

function withDefaults(operation: Operation): Variables {
  const variables: Record<string, unknown> = {
    ...(operation.variables as Record<string, unknown> | undefined),
  };
  for (const { variable, defaultValue } of mainOperation(operation.query as never).variableDefinitions ??
    []) {
    const name = variable.name.value;
    if (variables[name] === undefined && defaultValue) {
      variables[name] = fieldArguments(
        { arguments: [{ name: { value: name }, value: defaultValue }] } as never,
        {},
      )[name];
    }
  }
  return variables;
}

// The cache leaves arguments that are null out of a field's key.
function withoutNulls(args: Record<string, unknown>): CachedField["args"] {
  const entries = Object.entries(args).filter(([, value]) => value !== null);
  return entries.length > 0 ? (Object.fromEntries(entries) as CachedField["args"]) : null;
}
