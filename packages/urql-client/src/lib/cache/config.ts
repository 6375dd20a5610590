import type {
  CacheExchangeOpts,
  KeyingConfig,
  OptimisticMutationConfig,
  UpdateResolver,
} from "@urql/exchange-graphcache";
import type { FieldKind } from "../model/lookup.ts";
import type { TableModel } from "../model/types.ts";
import { applyEffect, type ApplyContext } from "./apply.ts";
import { predict, type PredictionContext, type RowEffect } from "./predict.ts";
import { entityKey, keyOf, type Row } from "./rows.ts";

/** Options of {@link createCacheConfig}. */
export type CacheConfigOptions = PredictionContext & ApplyContext;

const MUTATIONS: readonly FieldKind[] = [
  "insert",
  "insertOne",
  "update",
  "updateByPk",
  "updateMany",
  "delete",
  "deleteByPk",
];

/**
 * Generates graphcache's whole configuration from the model: names of the roots, `keys`, `optimistic` and `updates`. It works alone,
 * without the other exchanges of this package.
 */
export function createCacheConfig(options: CacheConfigOptions): CacheExchangeOpts {
  const { model } = options.index;
  const keys: KeyingConfig = {};
  const optimistic: OptimisticMutationConfig = {};
  const updates: Record<string, UpdateResolver> = {};

  for (const name of model.keyless) keys[name] = () => null;
  for (const [name, table] of Object.entries(model.tables)) {
    keys[name] = (row) => keyOf(table, row as Row);
    for (const kind of MUTATIONS) {
      const field = table.fields[kind];
      if (!field) continue;
      // Predicted once per layer: afterwards the cache holds part of the prediction already.
      const predictions = new WeakMap<object, RowEffect[]>();
      optimistic[field] = (args, cache) => {
        const effects = predict(name, kind, args, cache, options);
        predictions.set(args, effects);
        return toAnswer(name, kind, effects) as never;
      };
      updates[field] = updater(name, table, kind, options, predictions);
    }
  }
  // Without an updater graphcache would take an unknown row in an answer as a reason to drop every row of its type.
  for (const field of model.otherMutations) updates[field] ??= () => {};

  const { query, mutation, subscription } = model.roots;
  return {
    keys,
    optimistic,
    updates: { [mutation]: updates },
    // Names only: with the whole schema graphcache would read incomplete rows as null.
    schema: {
      __schema: {
        queryType: { name: query },
        mutationType: { name: mutation },
        subscriptionType: { name: subscription },
      },
    },
  };
}

/** The answer a mutation field probably gets. */
function toAnswer(name: string, kind: FieldKind, effects: readonly RowEffect[]): unknown {
  if (effects.length === 0) return null;
  const rows = effects.map((effect) => ({ __typename: name, ...effect.row }));
  if (kind === "insertOne" || kind === "updateByPk" || kind === "deleteByPk") return rows[0];
  const response = { __typename: `${name}_mutation_response`, affected_rows: rows.length, returning: rows };
  return kind === "updateMany" ? [response] : response;
}

function updater(
  name: string,
  table: TableModel,
  kind: FieldKind,
  options: CacheConfigOptions,
  predictions: WeakMap<object, RowEffect[]>,
): UpdateResolver {
  return (parent, args, cache, info) => {
    // Upserts may or may not add a row: their count is left to the next answer.
    const counts = args["on_conflict"] === undefined;
    if (info.optimistic) {
      for (const effect of predictions.get(args) ?? []) applyEffect(effect, cache, options, counts);
      return;
    }
    const answered = answeredRows((parent as Row)[info.fieldName]);
    if (answered === null) return; // nothing happened
    const predicted = predict(name, kind, args, cache, { ...options, settled: true });
    for (const effect of certain(name, table, kind, predicted, answered))
      applyEffect(effect, cache, options, counts);
  };
}

/** @returns The rows of an answer; undefined where it names none; null when it says that nothing happened. */
function answeredRows(answer: unknown): Row[] | null | undefined {
  if (answer === null || answer === undefined) return null;
  if (Array.isArray(answer)) {
    const lists = (answer as unknown[]).map(answeredRows);
    return lists.every((rows) => Array.isArray(rows)) ? lists.flat() : undefined;
  }
  if (typeof answer !== "object") return undefined;
  if (!("__typename" in answer) || !String(answer.__typename).endsWith("_mutation_response"))
    return [answer as Row];
  if ("returning" in answer && Array.isArray(answer.returning)) return answer.returning as Row[];
  return "affected_rows" in answer && answer.affected_rows === 0 ? null : undefined;
}

/** What is certain after the answer: the rows it names, with what was asked for where it does not say; or the prediction. */
function certain(
  name: string,
  table: TableModel,
  kind: FieldKind,
  predicted: readonly RowEffect[],
  answered: readonly Row[] | undefined,
): RowEffect[] {
  if (!answered) return [...predicted];
  const effects: RowEffect[] = [];
  for (const [position, row] of answered.entries()) {
    const known = columnsOf(table, row);
    const key =
      entityKey(name, table, known) ??
      (answered.length === predicted.length ? predicted[position]!.key : null);
    if (key === null) continue;
    const partner = predicted.find((effect) => effect.key === key);
    if (kind === "delete" || kind === "deleteByPk") {
      effects.push({ kind: "delete", table: name, key, row: { ...partner?.row, ...known } });
    } else {
      const isInsert = kind === "insert" || kind === "insertOne";
      const likely = partner && partner.kind !== "delete" ? partner.likely : {};
      effects.push({
        kind: isInsert ? "insert" : "update",
        table: name,
        key,
        row: { ...partner?.row, ...known },
        likely,
      });
    }
  }
  return effects;
}

function columnsOf(table: TableModel, row: Row): Row {
  const found: Row = {};
  for (const [name, value] of Object.entries(row))
    if (name in table.columns && value !== undefined) found[name] = value;
  return found;
}
