import type { TableModel } from "../model/types.ts";
import { defaultOf, insertion } from "./predict-insert.ts";
import { draftRow, readColumns, readPresets, type Prediction, type RowEffect } from "./prediction.ts";
import { entityKey, isKnown, keyColumns, knownRows, referencedColumns, type Row } from "./rows.ts";
import { compareValues } from "./values.ts";
import { matches } from "./where.ts";

/** What an insertion does with a row that is there already, as mutations say it. */
interface OnConflict {
  constraint?: string;
  update_columns?: readonly string[];
  where?: unknown;
}

/**
 * Predicts the insertion of an object that may be there already, and of what is nested in it.
 * @param given Columns that follow from where the object is nested.
 * @returns The effects, in the order of the database; empty where the database makes the key, or where nothing will be done.
 */
export function predictRareInsert(
  prediction: Prediction,
  table: string,
  object: unknown,
  onConflict: unknown,
  given: Readonly<Row> = {},
): RowEffect[] {
  const { context } = prediction;
  const model = context.index.table(table);
  if (!model) return [];
  const before: RowEffect[] = [];
  const row = { ...readColumns(model, object), ...given, ...readPresets(model, "insert", context) };
  for (const { rel, objects, onConflict: theirs } of nestedObjects(model, object)) {
    // An own foreign key: the other row is there first.
    if (rel.many || !refersToKey(context.index.table(rel.to), rel.map)) continue;
    before.push(...predictRareInsert(prediction, rel.to, objects[0], theirs));
    for (const [local, remote] of Object.entries(rel.map)) {
      const value = (objects[0] as Row | undefined)?.[remote];
      if (value !== undefined) row[local] = value;
    }
  }
  const own = predictRow(prediction, table, model, row, onConflict as OnConflict | null | undefined);
  if (own) prediction.written.set(own.key, { ...prediction.written.get(own.key), ...own.row });
  const after = nestedObjects(model, object).flatMap(({ rel, objects, onConflict: theirs }) => {
    if (!own || (!rel.many && refersToKey(context.index.table(rel.to), rel.map))) return [];
    const reference = referencedColumns(rel.map, (name) => own.row[name]);
    return objects.flatMap((each) => predictRareInsert(prediction, rel.to, each, theirs, reference));
  });
  const nested = (effect: RowEffect): RowEffect => ({ ...effect, nested: true }) as RowEffect;
  return [...before.map(nested), ...(own ? [own] : []), ...after.map(nested)];
}

function predictRow(
  prediction: Prediction,
  table: string,
  model: TableModel,
  row: Row,
  onConflict: OnConflict | null | undefined,
): RowEffect | undefined {
  const { context } = prediction;
  const key = entityKey(table, model, row);
  if (!onConflict) return key === null ? undefined : insertion(prediction, table, model, key, row);
  const changed: Row = {};
  for (const name of [...model.pk, ...(onConflict.update_columns ?? [])]) {
    // What was not given is set to its default.
    const value = name in row ? row[name] : defaultOf(context, table, name, model.columns[name]);
    if (value !== undefined) changed[name] = value;
  }
  if (context.settled) {
    // Whether the row is new is not known any more: what was not asked to be updated only fills gaps.
    return key === null ? undefined : { kind: "insert", table, key, row: changed, likely: row };
  }
  const existing = conflicting(prediction, table, model, key, row, onConflict.constraint);
  if (existing === null) return undefined;
  if (existing === undefined) return key === null ? undefined : insertion(prediction, table, model, key, row);
  const view = draftRow(prediction, table, existing);
  if (!onConflict.update_columns?.length || matches(onConflict.where, view, context.index) !== true)
    return undefined;
  const own = keyColumns(model, view.column);
  const written = { ...changed, ...readPresets(model, "update", context), ...own };
  return { kind: "update", table, key: existing, row: written, likely: {} };
}

/** @returns The row that an insertion collides with; undefined for none, null when that can't be told. */
function conflicting(
  prediction: Prediction,
  table: string,
  model: TableModel,
  key: string | null,
  row: Row,
  constraint: string | undefined,
): string | null | undefined {
  const columns = (constraint && model.unique?.[constraint]) || model.pk;
  if (columns.every((column) => model.pk.includes(column))) {
    if (key === null) return undefined;
    return prediction.written.has(key) || isKnown(prediction.cache, key) ? key : undefined;
  }
  let isSure = true;
  for (const other of new Set([
    ...knownRows(prediction.cache, table),
    ...ofTable(prediction.written, table),
  ])) {
    const view = draftRow(prediction, table, other);
    const orders = columns.map((column) => {
      const [own, theirs] = [row[column], view.column(column)];
      if (own === null || theirs === null) return NaN; // nulls are distinct
      return own === undefined || theirs === undefined
        ? undefined
        : compareValues(model.columns[column] ?? "", own, theirs);
    });
    if (orders.every((order) => order === 0)) return other;
    // Another row's key would be violated instead, which is an error.
    if (orders.every((order) => order === 0 || order === undefined)) isSure = false;
  }
  return isSure ? undefined : null;
}

function ofTable(written: ReadonlyMap<string, Row>, table: string): string[] {
  return [...written.keys()].filter((key) => key.startsWith(`${table}:`));
}

function nestedObjects(model: TableModel, object: unknown) {
  return Object.entries(model.rels).flatMap(([name, rel]) => {
    const nested = (object as Row | null | undefined)?.[name] as
      | { data?: unknown; on_conflict?: unknown }
      | undefined;
    return nested?.data
      ? [{ rel, objects: [nested.data].flat() as unknown[], onConflict: nested.on_conflict }]
      : [];
  });
}

function refersToKey(target: TableModel | undefined, map: Readonly<Record<string, string>>): boolean {
  return Object.values(map).every((column) => target?.pk.includes(column));
}
