import { entityKey, type Row } from "../cache/rows.ts";
import type { ModelIndex } from "../model/lookup.ts";

/**
 * Goes through the rows of a frame or an answer.
 * @param skips Whether an object is left as it is.
 * @param column Decides what a column of a row holds now.
 * @param left Told of an object after what is in it, with its key if it is a row.
 * @returns The value, copied where a column holds something else now.
 */
export function walkRows<T>(
  index: ModelIndex,
  value: T,
  skips: (object: object) => boolean | undefined,
  column: (key: string, name: string, value: unknown, type: string) => unknown,
  left?: (object: object, key: string | null) => void,
): T {
  if (typeof value !== "object" || value === null || skips(value)) return value;
  const type = "__typename" in value ? String(value.__typename) : "";
  const table = index.table(type);
  const key = table ? entityKey(type, table, value as Row) : null;
  let copy: Row | undefined;
  const replace = (name: string | number, inner: unknown): void => {
    let next = inner;
    if (typeof inner === "object" && inner !== null) next = walkRows(index, inner, skips, column, left);
    // What is found under a path of a document is not the column.
    else if (key !== null && table!.columns[name]?.startsWith("json") === false)
      next = column(key, name as string, inner, type);
    if (next === inner) return;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Row;
    copy[name] = next;
  };
  if (Array.isArray(value)) value.forEach((each, at) => replace(at, each));
  else for (const name in value) replace(name, value[name]);
  left?.(value, key);
  return (copy ?? value) as T;
}
