import type { BaseTable } from "../engine.ts";

/** The changes that one statement of a committed transaction made to a table. */
export interface Change {
  table: BaseTable;
  /**
   * The values of a column in the changed rows, before and after, by the column's name. A column that is missing may
   * have had any value.
   */
  values: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads a notification's payload. @returns undefined for what cannot be read: anything may have changed. */
export function parseChange(payload: string): Change | undefined {
  try {
    const parsed: unknown = JSON.parse(payload);
    if (!Array.isArray(parsed)) return undefined;
    const [schema, name, values] = parsed as unknown[];
    if (typeof schema !== "string" || typeof name !== "string") return undefined;
    return { table: { schema, name }, values: parseValues(values) };
  } catch {
    return undefined;
  }
}

function parseValues(values: unknown): Change["values"] {
  return new Map(
    Object.entries(values ?? {}).flatMap(([column, list]): [string, Set<string>][] =>
      Array.isArray(list) ? [[column, new Set(list.map(String))]] : [],
    ),
  );
}
