import type { Cache } from "@urql/exchange-graphcache";
import type { FieldKind, ModelIndex } from "../model/lookup.ts";
import type { TableModel } from "../model/types.ts";
import { entityKey, isKnown, knownRows, viewRow, type Row } from "./rows.ts";
import { baseType } from "./values.ts";
import { matches } from "./where.ts";

/** What a mutation does to one row. */
export type RowEffect =
  | {
      kind: "insert" | "update";
      table: string;
      key: string;
      /** Columns that are known to be written, the primary key among them. */
      row: Row;
      /** Columns of a new row whose value is only likely. */
      likely: Row;
    }
  | { kind: "delete"; table: string; key: string; row: Row };

/** What predictions are made from. */
export interface PredictionContext {
  index: ModelIndex;
  /** Session variables, lower-case names. */
  session: Readonly<Record<string, string>>;
  defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The answer is in the cache already, so that a row being known there says nothing about conflicts. */
  settled?: boolean;
}

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
  const model = context.index.table(table);
  if (!model) return [];
  switch (kind) {
    case "insertOne":
      return predictInsert(table, model, args["object"], args["on_conflict"], cache, context);
    case "insert":
      return asList(args["objects"]).flatMap((object) =>
        predictInsert(table, model, object, args["on_conflict"], cache, context),
      );
    case "updateByPk":
      return predictUpdate(table, model, readColumns(model, args["pk_columns"]), args, cache, context);
    case "update":
      return rowsWhere(table, args["where"], cache, context).flatMap((key) =>
        predictUpdate(table, model, primaryKey(model, key, cache), args, cache, context),
      );
    case "updateMany":
      return asList(args["updates"]).flatMap((update) =>
        predict(table, "update", update as Args, cache, context),
      );
    case "deleteByPk":
      return predictDelete(table, model, keyFrom(table, model, args), cache);
    case "delete":
      return rowsWhere(table, args["where"], cache, context).flatMap((key) =>
        predictDelete(table, model, key, cache),
      );
    case "select":
    case "selectByPk":
    case "selectAggregate":
      return [];
  }
}

function predictInsert(
  table: string,
  model: TableModel,
  object: unknown,
  onConflict: unknown,
  cache: Cache,
  context: PredictionContext,
): RowEffect[] {
  const row = { ...readColumns(model, object), ...presets(model.presets?.insert, context) };
  const key = entityKey(table, model, row);
  if (key === null) return []; // the database makes the key: nothing to hang the row on before it answers
  if (onConflict && context.settled !== true && isKnown(cache, key)) {
    const columns = (onConflict as { update_columns?: readonly string[] }).update_columns ?? [];
    if (columns.length === 0) return [];
    const written = [...model.pk, ...columns].filter((name) => name in row);
    const changed = Object.fromEntries(written.map((name) => [name, row[name]]));
    return [
      {
        kind: "update",
        table,
        key,
        row: { ...changed, ...presets(model.presets?.update, context) },
        likely: {},
      },
    ];
  }
  return [{ kind: "insert", table, key, row, likely: likelyColumns(table, model, row, context) }];
}

/** @returns Values a new row probably has in columns nobody gave: null, or what such columns usually default to. */
function likelyColumns(table: string, model: TableModel, row: Row, context: PredictionContext): Row {
  const likely: Row = {};
  for (const [name, type] of Object.entries(model.columns)) {
    if (name in row) continue;
    const given = context.defaults[table]?.[name];
    const value =
      given === undefined
        ? usualDefault(type)
        : typeof given === "function"
          ? (given as () => unknown)()
          : given;
    if (value !== undefined) likely[name] = value;
  }
  return likely;
}

function usualDefault(type: string): unknown {
  if (!type.endsWith("!")) return null;
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

function predictUpdate(
  table: string,
  model: TableModel,
  primary: Row,
  args: Args,
  cache: Cache,
  context: PredictionContext,
): RowEffect[] {
  const key = entityKey(table, model, primary);
  const set = readColumns(model, args["_set"]);
  if (key === null || !isKnown(cache, key) || model.pk.some((column) => column in set)) return [];
  const row: Row = { ...primary, ...set, ...presets(model.presets?.update, context) };
  for (const [operator, change] of Object.entries(RELATIVE)) {
    for (const [column, operand] of Object.entries((args[operator] as Row | undefined) ?? {})) {
      const value = change(cache.resolve(key, column), operand);
      if (value !== undefined) row[column] = value;
    }
  }
  return [{ kind: "update", table, key, row, likely: {} }];
}

// Operators that work on the value that is there; undefined when the result can't be told.
const RELATIVE: Readonly<Record<string, (value: unknown, operand: unknown) => unknown>> = {
  _inc: (value, operand) =>
    typeof value === "number" && typeof operand === "number" ? value + operand : undefined,
  _append: (value, operand) => concat(value, operand),
  _prepend: (value, operand) => concat(operand, value),
  _delete_key(value, operand) {
    if (Array.isArray(value)) return value.filter((each) => each !== operand);
    if (typeof value !== "object" || value === null) return undefined;
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== operand));
  },
  _delete_elem: (value, operand) =>
    Array.isArray(value) && typeof operand === "number" ? value.toSpliced(operand, 1) : undefined,
};

// jsonb's `||`
function concat(left: unknown, right: unknown): unknown {
  if (left === undefined || left === null || right === undefined || right === null) return undefined;
  const isObject = (value: unknown): value is object => typeof value === "object" && !Array.isArray(value);
  if (isObject(left) && isObject(right)) return { ...left, ...right };
  return [
    ...(Array.isArray(left) ? (left as unknown[]) : [left]),
    ...(Array.isArray(right) ? (right as unknown[]) : [right]),
  ];
}

function predictDelete(table: string, model: TableModel, key: string | null, cache: Cache): RowEffect[] {
  if (key === null || !isKnown(cache, key)) return [];
  const row: Row = {};
  for (const column of Object.keys(model.columns)) row[column] = cache.resolve(key, column);
  return [{ kind: "delete", table, key, row }];
}

function rowsWhere(table: string, where: unknown, cache: Cache, context: PredictionContext): string[] {
  return knownRows(cache, table).filter(
    (key) => matches(where, viewRow(cache, table, key), context.index) === true,
  );
}

function primaryKey(model: TableModel, key: string, cache: Cache): Row {
  return Object.fromEntries(model.pk.map((column) => [column, cache.resolve(key, column)]));
}

function keyFrom(table: string, model: TableModel, columns: unknown): string | null {
  return entityKey(table, model, (columns ?? {}) as Row);
}

function readColumns(model: TableModel, values: unknown): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries((values ?? {}) as Row)) {
    if (name in model.columns && value !== undefined) row[name] = value;
  }
  return row;
}

function presets(values: Readonly<Record<string, unknown>> | undefined, context: PredictionContext): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(values ?? {})) {
    const variable = typeof value === "string" && /^x-hasura-/i.test(value) ? value.toLowerCase() : undefined;
    const known = variable === undefined ? value : context.session[variable];
    if (known !== undefined) row[name] = known;
  }
  return row;
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return value === undefined || value === null ? [] : [value];
}
