import type { CatalogFunction } from "../catalog/types.ts";
import { tableKey } from "../catalog/types.ts";
import type { ComputedFieldMetadata, FunctionMetadata } from "../metadata/types.ts";
import type { FindTable } from "./relationships.ts";
import { baseName, description, qualifiedName } from "./naming.ts";
import type { ComputedFieldModel, FunctionModel, TableModel } from "./types.ts";

export type FindFunction = (key: string) => CatalogFunction | undefined;

/** Resolves a computed field. @returns the problem as text if its function does not fit. */
export function resolveComputedField(
  source: TableModel,
  metadata: ComputedFieldMetadata,
  findFunction: FindFunction,
  findTable: FindTable,
): ComputedFieldModel | string {
  const name = qualifiedName(metadata.definition.function);
  const problem = (text: string): string =>
    `computed field "${metadata.name}" of ${source.key}: the function ${tableKey(name)} ${text}`;
  const found = findFunction(tableKey(name));
  if (found === undefined) return problem("does not exist");
  if (found.unsupported !== null) return problem(found.unsupported);
  if (found.volatility === "volatile") return problem("is volatile");
  const tableArgumentName = metadata.definition.table_argument;
  const tableArgument =
    tableArgumentName == null
      ? 0
      : found.arguments.findIndex((argument) => argument.name === tableArgumentName);
  const composite = found.arguments[tableArgument]?.composite;
  if (composite == null || tableKey(composite) !== source.key)
    return problem("does not take a row of the table");
  const sessionArgument = sessionArgumentIndex(found, metadata.definition.session_argument);
  if (sessionArgument === undefined) return problem("has no such session argument");
  let target: TableModel | null = null;
  if (found.returnTable !== null) {
    target = findTable(found.returnTable) ?? null;
    if (target === null) return problem("returns rows of a table that is not tracked");
  }
  return {
    name: metadata.name,
    description: description(metadata.comment, found.comment),
    function: found,
    tableArgument,
    sessionArgument,
    target,
  };
}

/** Resolves a tracked function. @returns the problem as text if it cannot be tracked. */
export function resolveFunction(
  metadata: FunctionMetadata,
  findFunction: FindFunction,
  findTable: FindTable,
): FunctionModel | string {
  const name = qualifiedName(metadata.function);
  const problem = (text: string): string => `function ${tableKey(name)} ${text}`;
  const found = findFunction(tableKey(name));
  if (found === undefined) return problem("does not exist");
  if (found.unsupported !== null) return problem(found.unsupported);
  const response = metadata.configuration?.response?.table;
  const targetName = response === undefined ? found.returnTable : qualifiedName(response);
  const target = targetName === null ? undefined : findTable(targetName);
  if (target === undefined) return problem("does not return rows of a tracked table");
  const sessionArgument = sessionArgumentIndex(found, metadata.configuration?.session_argument);
  if (sessionArgument === undefined) return problem("has no such session argument");
  const base = baseName(name, metadata.configuration?.custom_name);
  const custom = metadata.configuration?.custom_root_fields;
  return {
    name: custom?.function ?? base,
    aggregateName: custom?.function_aggregate ?? `${base}_aggregate`,
    description: description(metadata.comment, found.comment),
    function: found,
    metadata,
    sessionArgument,
    exposedAs: metadata.configuration?.exposed_as ?? (found.volatility === "volatile" ? "mutation" : "query"),
    target,
  };
}

/** @returns undefined if the metadata names an argument that the function does not have. */
function sessionArgumentIndex(
  found: CatalogFunction,
  name: string | null | undefined,
): number | null | undefined {
  if (name == null) return null;
  const index = found.arguments.findIndex((argument) => argument.name === name);
  return index === -1 ? undefined : index;
}
