import type { DocumentNode } from "graphql";
import { flattenFields, fragmentsOf, mainOperation } from "../documents/ast.ts";
import type { MutationFacts, MutationRoot } from "../documents/mutation-facts.ts";
import type { ModelIndex } from "../model/lookup.ts";

/** What makes it safe to send a mutation again when nobody knows whether it was done. */
export type Repeatability =
  /** Its mark in the ledger: the API refuses it the second time. */
  | "ledger"
  /** The primary key of a row that it inserts was made here: the second insert is refused. */
  | "key"
  /** It only removes rows by their keys: there is nothing to remove the second time. */
  | "removal"
  /** Nothing. */
  | "never";

/** @returns What makes it safe to repeat a mutation. */
export function repeatability(
  query: DocumentNode,
  facts: MutationFacts,
  index: ModelIndex,
  hasLedger: boolean,
): Repeatability {
  const fields = flattenFields(mainOperation(query).selectionSet, fragmentsOf(query)).filter(
    ({ field }) => field.name.value !== "__typename",
  );
  // What is no table's root (an action, a remote schema) does not take part in the transaction.
  if (fields.length === 0 || fields.length !== facts.roots.length) return "never";
  if (hasLedger) return "ledger";
  if (facts.roots.some((root) => isKeyedInsert(root, index))) return "key";
  return facts.roots.every(({ kind }) => kind === "deleteByPk") ? "removal" : "never";
}

function isKeyedInsert({ kind, table, args }: MutationRoot, index: ModelIndex): boolean {
  if (args["on_conflict"] !== undefined) return false;
  const objects = kind === "insertOne" ? [args["object"]] : kind === "insert" ? args["objects"] : [];
  return [objects].flat().some((object) => keyOf(table, object, index) !== undefined);
}

/** @returns The primary key of a row; undefined when it is not all there. */
export function keyOf(table: string, row: unknown, index: ModelIndex): Record<string, unknown> | undefined {
  const pk = index.table(table)?.pk ?? [];
  if (pk.length === 0 || typeof row !== "object" || row === null) return undefined;
  const values = row as Record<string, unknown>;
  if (!pk.every((column) => values[column] !== undefined && values[column] !== null)) return undefined;
  return Object.fromEntries(pk.map((column) => [column, values[column]]));
}
