import type { ColumnModel } from "../model/types.ts";
import { isSessionVariable } from "./metadata-value.ts";

/**
 * Why Hasura refuses a permission's value for a column that refers to an enum table.
 *
 * @param value one, or a list of them where the operator takes a list.
 * @returns null for a value of the enum, a session variable, null, and for any other column.
 */
export function enumConstantProblem({ enumTable }: ColumnModel, value: unknown): string | null {
  if (enumTable === null) return null;
  const names = (enumTable.enumValues ?? []).map((entry) => entry.value);
  const given = (Array.isArray(value) ? value : [value]).find(
    (entry) => entry !== null && !isSessionVariable(entry) && !names.includes(entry as string),
  ) as unknown;
  if (given === undefined) return null;
  const list = names.map((name) => `"${name}"`).join(", ");
  return `expected one of the values ${list} for type "${enumTable.name}", given ${JSON.stringify(given)}`;
}
