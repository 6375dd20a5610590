import type { ModelIndex } from "../model/lookup.ts";
import { parts } from "./on-demand.ts";
import { compareColumn } from "./operators.ts";
import type { Row } from "./rows.ts";
import { and, not, or, type Verdict } from "./verdict.ts";

/** A row as the cache knows it. */
export interface RowView {
  table: string;
  /** @returns A column's value; undefined when it is not known. */
  readonly column: (name: string) => unknown;
  /** @returns The row an object relationship leads to; null for none, undefined when it is not known. */
  related(name: string): RowView | null | undefined;
  /** @returns The rows an array relationship is known to lead to. */
  many(name: string): RelatedRows;
}

/** Rows behind an array relationship. */
export interface RelatedRows {
  rows: readonly RowView[];
  /** Whether there are no others. */
  isComplete: boolean;
}

/**
 * Evaluates a Hasura `where` on a row the cache knows.
 * @returns Whether the row is in; undefined when an operator, a column or a related row is not known here.
 */
export function matches(where: unknown, row: RowView, index: ModelIndex): boolean | undefined {
  if (where === null || where === undefined) return true;
  return isTrue(evaluate(where, row, index));
}

/** Whether what a Hasura `where` or `order_by` says of a row can be another thing once these columns of it are written. */
export function dependsOn(
  criteria: unknown,
  table: string,
  written: Readonly<Row>,
  index: ModelIndex,
): boolean {
  if (Array.isArray(criteria)) return criteria.some((each) => dependsOn(each, table, written, index));
  if (!isObject(criteria)) return false;
  return Object.entries(criteria).some(([name, value]) => {
    if (name === "_and" || name === "_or" || name === "_not") return dependsOn(value, table, written, index);
    const related = index.related(table, name);
    return related ? Object.keys(related.rel.map).some((column) => column in written) : name in written;
  });
}

/** A condition that is neither true nor false holds for no row. */
function isTrue(verdict: Verdict): boolean | undefined {
  return verdict === null ? false : verdict;
}

function evaluate(where: unknown, row: RowView, index: ModelIndex): Verdict {
  if (!isObject(where)) return undefined;
  return and(
    Object.entries(where).map(([name, value]): Verdict => {
      if (value === undefined) return true;
      return isObject(value) ? evaluateEntry(name, value, row, index) : undefined;
    }),
  );
}

function evaluateEntry(name: string, value: object, row: RowView, index: ModelIndex): Verdict {
  if (name === "_not") return not(evaluate(value, row, index));
  if (name === "_and" || name === "_or") {
    const verdicts = [value].flat().map((each: unknown) => evaluate(each, row, index));
    return name === "_and" ? and(verdicts) : or(verdicts);
  }
  const related = index.related(row.table, name);
  if (related?.aggregate) return parts()?.evaluateCount(value, row.many(related.name), index);
  if (related?.rel.many) {
    const { rows, isComplete } = row.many(name);
    return or([...rows.map((each) => isTrue(evaluate(value, each, index))), isComplete ? false : undefined]);
  }
  if (related) {
    // The API asks whether such a row exists.
    const other = row.related(name);
    return other ? isTrue(evaluate(value, other, index)) : other === null ? false : undefined;
  }
  const table = index.table(row.table);
  const type = table?.columns[name];
  const known = type && row.column(name);
  if (known === undefined) return undefined;
  return compareColumn(type!, known, value, table!.bytewise?.includes(name) === true);
}

/** Whether a value has entries. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
