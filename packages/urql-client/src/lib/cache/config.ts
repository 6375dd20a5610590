import type {
  CacheExchangeOpts,
  KeyingConfig,
  OptimisticMutationConfig,
  UpdateResolver,
} from "@urql/exchange-graphcache";
import type { FieldKind } from "../model/lookup.ts";
import type { TableModel } from "../model/types.ts";
import { applyEffect } from "./apply.ts";
import type { FieldContext } from "./lists.ts";
import { predict } from "./predict.ts";
import { readColumns, type PredictionContext, type RowEffect } from "./prediction.ts";
import { entityKey, keyColumns, keyOf, type Row } from "./rows.ts";

/** Options of {@link createCacheConfig}. */
export interface CacheConfigOptions extends PredictionContext, FieldContext {
  /** @returns The answer that is given for the mutation being painted; undefined if it is to be predicted. */
  readonly given?: (() => unknown) | undefined;
  /** Told what a root field of a mutation is predicted to do, each time it is painted. */
  readonly predicted?: ((effects: readonly RowEffect[]) => void) | undefined;
}

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
    for (const [kind, field] of Object.entries(table.fields) as [FieldKind, string][]) {
      if (kind.startsWith("select")) continue;
      // Predicted once per layer: afterwards the cache holds part of the prediction already.
      const predictions = new WeakMap<object, RowEffect[]>();
      optimistic[field] = (args, cache) => {
        const predicted = predict(name, kind, args, cache, options);
        const given = options.given?.() as Row | undefined;
        const rows = given && (answeredRows(given[field]) ?? []);
        const effects = rows ? certain(name, table, options, kind, predicted, rows) : predicted;
        predictions.set(args, effects);
        options.predicted?.(effects);
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
  const rows = effects
    .filter((effect) => !effect.nested)
    .map((effect) => ({ __typename: name, ...effect.row }));
  if (rows.length === 0) return null;
  if (/One$|ByPk$/.test(kind)) return rows[0];
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
    const settled = { ...options, settled: true };
    // The rows of the answer are in the cache, where the condition may not hold for them any more.
    const predicted =
      kind === "update" && answered?.every((row) => keyOf(table, row) !== null)
        ? answered.flatMap((row) => predict(name, "updateByPk", { ...args, pk_columns: row }, cache, settled))
        : predict(name, kind, args, cache, settled);
    for (const effect of certain(name, table, options, kind, predicted, answered))
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
  const { __typename: type, returning, affected_rows: affected } = answer as Row;
  if (!String(type).endsWith("_mutation_response")) return [answer as Row];
  if (Array.isArray(returning)) return returning as Row[];
  return affected === 0 ? null : undefined;
}

/** What is certain after the answer: the rows it names, with what was asked for where it does not say; or the prediction. */
function certain(
  name: string,
  table: TableModel,
  options: CacheConfigOptions,
  kind: FieldKind,
  all: readonly RowEffect[],
  answered: readonly Row[] | undefined,
): RowEffect[] {
  const predicted = all.filter((effect) => !effect.nested);
  const named = new Map<string, RowEffect>();
  for (const [position, row] of (answered ?? []).entries()) {
    const known = readColumns(table, row);
    const key =
      entityKey(name, table, known) ??
      (answered!.length === predicted.length ? predicted[position]!.key : null);
    if (key === null) continue;
    const partner = predicted.find((effect) => effect.key === key);
    const written = { table: name, key, row: { ...partner?.row, ...known } };
    if (kind.startsWith("delete")) named.set(key, { kind: "delete", ...written });
    else {
      const likely = partner && partner.kind !== "delete" ? partner.likely : {};
      named.set(key, { kind: kind.startsWith("insert") ? "insert" : "update", ...written, likely });
    }
  }
  // In the order of the prediction: a row's lists are there before what is nested in it.
  const effects = all.flatMap((effect): RowEffect[] => {
    // The answer may hold it already: only gaps are filled.
    if (effect.nested) {
      const row = keyColumns(options.index.table(effect.table)!, (column) => effect.row[column]);
      return [{ ...effect, row, likely: effect.row }];
    }
    if (!answered) return [effect];
    const own = named.get(effect.key);
    named.delete(effect.key);
    return own ? [own] : [];
  });
  return [...effects, ...named.values()];
}
