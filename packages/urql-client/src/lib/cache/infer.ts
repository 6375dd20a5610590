import type { Cache } from "@urql/exchange-graphcache";
import { listingParents, type FieldContext } from "./lists.ts";
import { isKeyList, type Row } from "./rows.ts";

/**
 * What cached lists tell about a row without selecting it: a list filtered by `column: {_eq: x}` holds rows with that value, and an
 * array relationship holds rows that refer to their parent. Queries rarely select the columns they filter by.
 * @returns Columns with values that follow from the lists the row is in.
 */
export function inferColumns(cache: Cache, context: FieldContext, table: string, key: string): Row {
  const { index } = context;
  const inferred: Row = {};
  const root = index.model.roots.query;
  const read = (parent: string, name: string, args: FieldInfoArgs): void => {
    const rows = cache.resolve(parent, name, args);
    if (isKeyList(rows) && rows.includes(key)) addEqualities(args?.["where"], inferred);
  };
  for (const { fieldName, arguments: args } of cache.inspectFields(root)) {
    const field = index.root(fieldName);
    if (field?.table === table && field.kind === "select") read(root, fieldName, args);
  }
  for (const { from, name, rel } of index.incoming(table)) {
    if (!rel.many) continue;
    for (const parent of listingParents(cache, context, from, name, key)) {
      for (const [local, remote] of Object.entries(rel.map))
        inferred[remote] ??= cache.resolve(parent, local);
      for (const { fieldName, arguments: args } of cache.inspectFields(parent)) {
        if (fieldName === name) read(parent, fieldName, args);
      }
    }
  }
  return inferred;
}

type FieldInfoArgs = ReturnType<Cache["inspectFields"]>[number]["arguments"];

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
