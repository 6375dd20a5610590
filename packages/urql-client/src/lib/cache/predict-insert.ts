import type { TableModel } from "../model/types.ts";
import { parts } from "./on-demand.ts";
import {
  readColumns,
  readPresets,
  type Prediction,
  type PredictionContext,
  type RowEffect,
} from "./prediction.ts";
import { entityKey, type Row } from "./rows.ts";
import { baseType } from "./scalars.ts";

/**
 * Predicts the insertion of an object and of what is nested in it.
 * @returns The effects, in the order of the database; empty where the database makes the key, or where nothing will be done.
 */
export function predictInsert(
  prediction: Prediction,
  table: string,
  object: unknown,
  onConflict: unknown,
): RowEffect[] {
  const { context } = prediction;
  const model = context.index.table(table);
  if (!model) return [];
  if (onConflict || Object.keys(model.rels).some((name) => (object as Row | undefined)?.[name]))
    return parts()?.predictRareInsert(prediction, table, object, onConflict) ?? [];
  const row = { ...readColumns(model, object), ...readPresets(model, "insert", context) };
  const key = entityKey(table, model, row);
  if (key === null) return [];
  prediction.written.set(key, { ...prediction.written.get(key), ...row });
  return [insertion(prediction, table, model, key, row)];
}

/** @returns The effect of a row that is new. */
export function insertion(
  { context }: Prediction,
  table: string,
  model: TableModel,
  key: string,
  row: Row,
): RowEffect {
  const likely: Row = {};
  for (const [name, type] of Object.entries(model.columns)) {
    const value = name in row ? undefined : defaultOf(context, table, name, type);
    if (value !== undefined) likely[name] = value;
  }
  return { kind: "insert", table, key, row, likely };
}

/** @returns What a column nobody gave probably holds: what the options say, null, or what such columns usually default to. */
export function defaultOf(
  context: PredictionContext,
  table: string,
  name: string,
  type: string | undefined,
): unknown {
  const given = context.defaults[table]?.[name];
  if (given !== undefined) return typeof given === "function" ? (given as () => unknown)() : given;
  if (!type?.endsWith("!")) return type && null;
  switch (baseType(type)) {
    case "timestamptz":
    case "timestamp":
      return new Date().toISOString();
    case "Boolean":
      return false;
    case "Int":
    case "smallint":
    case "bigint":
    case "Float":
    case "float8":
    case "numeric":
      return 0;
    case "String":
      return "";
    default:
      return undefined;
  }
}
