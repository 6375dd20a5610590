import type { Cache } from "@urql/exchange-graphcache";
import type { ModelIndex } from "../model/lookup.ts";
import type { TableModel } from "../model/types.ts";
import { viewRow, type Row } from "./rows.ts";
import { baseType } from "./scalars.ts";
import type { RowView } from "./where.ts";

/** What a mutation does to one row. */
export type RowEffect =
  | WriteEffect
  | { kind: "delete"; table: string; key: string; row: Row; nested?: undefined };

/** A row that is written. */
export interface WriteEffect {
  kind: "insert" | "update";
  table: string;
  key: string;
  /** Columns that are known to be written, the primary key among them. */
  row: Row;
  /** Columns of a new row whose value is only likely. */
  likely: Row;
  /** Inserted with another row: the answer does not list it. */
  nested?: boolean;
}

/** What predictions are made from. */
export interface PredictionContext {
  index: ModelIndex;
  /** Session variables, lower-case names. */
  session: Readonly<Record<string, string>>;
  defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The answer is in the cache already, so that a row being known there says nothing about conflicts. */
  settled?: boolean;
}

/** One mutation field being predicted. */
export interface Prediction {
  cache: Cache;
  context: PredictionContext;
  /** What earlier parts of the field do to rows: later ones work on that. */
  written: Map<string, Row>;
}

/** @returns A row as the earlier parts of the mutation leave it. */
export function draftRow({ cache, context, written }: Prediction, table: string, key: string): RowView {
  return viewRow(cache, context.index, table, key, written.get(key));
}

/** @returns The columns among the given values. */
export function readColumns(model: TableModel, values: unknown): Row {
  return Object.fromEntries(
    Object.entries((values ?? {}) as Row).filter(
      ([name, value]) => name in model.columns && value !== undefined,
    ),
  );
}

/** @returns What the API itself writes into columns. */
export function readPresets(model: TableModel, kind: "insert" | "update", context: PredictionContext): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(model.presets?.[kind] ?? {})) {
    const variable = typeof value === "string" && /^x-hasura-/i.test(value) ? value.toLowerCase() : undefined;
    const known = variable === undefined ? value : ofType(model.columns[name], context.session[variable]);
    if (known !== undefined) row[name] = known;
  }
  return row;
}

// Session variables are texts.
function ofType(type: string | undefined, value: string | undefined): unknown {
  if (value === undefined || !type) return value;
  const base = baseType(type);
  if (base === "Boolean") return value === "true";
  return base === "Int" || base === "smallint" ? Number(value) : value;
}
