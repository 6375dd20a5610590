import type { Cache } from "@urql/exchange-graphcache";
import type { FieldKind } from "../model/lookup.ts";
import type { TableModel } from "../model/types.ts";
import { CHANGES } from "./changes.ts";
import { predictInsert } from "./predict-insert.ts";
import {
  draftRow,
  readColumns,
  readPresets,
  type Prediction,
  type PredictionContext,
  type RowEffect,
} from "./prediction.ts";
import { cachedColumns, entityKey, isKnown, keyColumns, knownRows, type Row } from "./rows.ts";
import { matches } from "./where.ts";

type Args = Readonly<Record<string, unknown>>;

/**
 * Predicts what a mutation field will do to which rows.
 * @returns The effects; empty when nothing can be said beforehand.
 */
export function predict(
  table: string,
  kind: FieldKind,
  args: Args,
  cache: Cache,
  context: PredictionContext,
): RowEffect[] {
  return predictField({ cache, context, written: new Map() }, table, kind, args);
}

function predictField(prediction: Prediction, table: string, kind: FieldKind, args: Args): RowEffect[] {
  const model = prediction.context.index.table(table);
  if (!model) return [];
  if (kind.startsWith("insert")) {
    const objects = asList(args["object"] ?? args["objects"]);
    return objects.flatMap((object) => predictInsert(prediction, table, object, args["on_conflict"]));
  }
  if (kind === "updateMany") {
    const updates = asList(args["updates"]) as Args[];
    return updates.flatMap((update) => predictField(prediction, table, "update", update));
  }
  const keys = kind.endsWith("ByPk")
    ? [entityKey(table, model, readColumns(model, args["pk_columns"] ?? args))]
    : rowsWhere(prediction, table, args["where"]);
  return keys.flatMap((key) => {
    if (key === null || !isKnown(prediction.cache, key)) return [];
    return kind.startsWith("delete")
      ? { kind: "delete" as const, table, key, row: cachedColumns(prediction.cache, model, key) }
      : predictUpdate(prediction, table, model, key, args);
  });
}

function predictUpdate(
  prediction: Prediction,
  table: string,
  model: TableModel,
  key: string,
  args: Args,
): RowEffect[] {
  const set = readColumns(model, args["_set"]);
  if (model.pk.some((column) => column in set)) return [];
  const before = draftRow(prediction, table, key);
  const row = {
    ...keyColumns(model, before.column),
    ...set,
    ...readPresets(model, "update", prediction.context),
  };
  for (const [operator, change] of Object.entries(CHANGES)) {
    for (const [column, operand] of Object.entries((args[operator] as Row | undefined) ?? {})) {
      const value = change(before.column(column), operand, model.columns[column] ?? "");
      if (value !== undefined) row[column] = value;
    }
  }
  prediction.written.set(key, { ...prediction.written.get(key), ...row });
  return [{ kind: "update", table, key, row, likely: {} }];
}

function rowsWhere(prediction: Prediction, table: string, where: unknown): string[] {
  const { cache, context } = prediction;
  return knownRows(cache, table).filter(
    (key) => matches(where, draftRow(prediction, table, key), context.index) === true,
  );
}

function asList(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : ([value].flat() as unknown[]);
}
