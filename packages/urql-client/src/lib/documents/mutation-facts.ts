import type { DocumentNode } from "graphql";
import type { ModelIndex, RootField } from "../model/lookup.ts";
import {
  fieldArguments,
  flattenFields,
  fragmentsOf,
  mainOperation,
  responseKey,
  type Variables,
} from "./ast.ts";

/** One root field of a mutation that the model knows. */
export interface MutationRoot extends RootField {
  /** Where its result stands in the answer. */
  key: string;
  args: Record<string, unknown>;
}

/** What a mutation does, as far as the model knows. */
export interface MutationFacts {
  roots: readonly MutationRoot[];
  /** Tables it writes directly. */
  tables: ReadonlySet<string>;
  /** Columns it writes, as `table.column`. */
  columns: ReadonlySet<string>;
  /** Whether doing it again on a base that already holds its effect changes nothing. */
  idempotent: boolean;
}

/** @returns What a mutation does with these variables. */
export function mutationFacts(
  document: DocumentNode,
  variables: Variables,
  index: ModelIndex,
): MutationFacts {
  const roots: MutationRoot[] = [];
  for (const { field } of flattenFields(mainOperation(document).selectionSet, fragmentsOf(document))) {
    const root = index.root(field.name.value);
    if (root) roots.push({ ...root, key: responseKey(field), args: fieldArguments(field, variables) });
  }
  return {
    roots,
    tables: new Set(roots.map((root) => root.table)),
    columns: new Set(roots.flatMap(({ table, args }) => writtenColumns(table, args, index))),
    idempotent: roots.every((root) => isIdempotent(root.args)),
  };
}

/** @returns The columns that arguments name, however deep, and those that the API fills in. */
function writtenColumns(table: string, args: unknown, index: ModelIndex): string[] {
  if (typeof args !== "object" || args === null) return [];
  const model = index.table(table);
  const presets = { ...model?.presets?.insert, ...model?.presets?.update };
  return [
    ...Object.keys(presets).map((name) => `${table}.${name}`),
    ...Object.entries(args).flatMap(([name, value]) =>
      model && name in model.columns
        ? `${table}.${name}`
        : writtenColumns(index.related(table, name)?.rel.to ?? table, value, index),
    ),
  ];
}

// `_inc`, `_append` and the like add to what is there; only `_set` says what is there afterwards.
function isIdempotent(args: Record<string, unknown>): boolean {
  const relative = Object.keys(args).some((name) => name.startsWith("_") && name !== "_set");
  const inner = args["updates"];
  return (
    !relative &&
    (!Array.isArray(inner) || inner.every((update) => isIdempotent(update as Record<string, unknown>)))
  );
}
