import type { Cache } from "@urql/exchange-graphcache";
import { fieldsFor, type FieldContext } from "./lists.ts";
import { isKeyList, type Row } from "./rows.ts";

/**
 * What cached lists tell about a row without selecting it: a list filtered by `column: {_eq: x}` holds rows with that value, and an
 * array relationship holds rows that refer to their parent. Queries rarely select the columns they filter by.
 * @returns Columns with values that follow from the lists the row is in.
 */
export function inferColumns(cache: Cache, context: FieldContext, table: string, key: string): Row {
  const inferred: Row = {};
  for (const { parent, name, args, rel } of fieldsFor(cache, context, table, key, {})) {
    const rows = cache.resolve(parent, name, args);
    if (!isKeyList(rows) || !rows.includes(key)) continue;
    for (const [local, remote] of Object.entries(rel?.map ?? {}))
      inferred[remote] ??= cache.resolve(parent, local);
    addEqualities(args?.["where"], inferred);
  }
  return inferred;
}

// Only conjunctions: what stands under `_or` or `_not` need not hold.
function addEqualities(where: unknown, into: Row): void {
  if (typeof where !== "object" || where === null) return;
  for (const [name, value] of Object.entries(where)) {
    if (name === "_and") for (const each of [value].flat() as unknown[]) addEqualities(each, into);
    if (name.startsWith("_") || typeof value !== "object" || value === null) continue;
    const { _eq: equal, _is_null: isNull } = value as Row;
    if (isNull === true) into[name] ??= null;
    else if (equal !== undefined && typeof equal !== "object") into[name] ??= equal;
  }
}
