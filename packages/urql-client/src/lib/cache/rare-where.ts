import type { ModelIndex } from "../model/lookup.ts";
import { compareColumn } from "./operators.ts";
import type { Verdict } from "./verdict.ts";
import { isObject, matches, type RelatedRows } from "./where.ts";

/** How many rows there are, `{ count: { predicate, filter } }`; other aggregates are not evaluated. */
export function evaluateCount(value: object, { rows, isComplete }: RelatedRows, index: ModelIndex): Verdict {
  const [[name, options] = [], ...more] = Object.entries(value) as [string, unknown][];
  if (name !== "count" || more.length > 0 || !isComplete || !isObject(options)) return undefined;
  const { predicate, filter, arguments: columns, distinct } = options as Record<string, unknown>;
  const verdicts = rows.map((row) => matches(filter, row, index));
  if (columns || distinct || !isObject(predicate) || verdicts.includes(undefined)) return undefined;
  return compareColumn("Int!", verdicts.filter(Boolean).length, predicate, false);
}
