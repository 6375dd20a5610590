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
    idempotent: roots.every((root) => isIdempotent(root.args)),
  };
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
