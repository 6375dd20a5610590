import type { ModelIndex } from "../model/lookup.ts";
import { compareValues } from "./values.ts";

/** A row as the cache knows it. */
export interface RowView {
  table: string;
  /** @returns A column's value; undefined when it is not known. */
  column(name: string): unknown;
  /** @returns The row an object relationship leads to; null for none, undefined when it is not known. */
  related(name: string): RowView | null | undefined;
}

/** SQL's three values, and undefined for "cannot be told here". */
export type Verdict = true | false | null | undefined;

type Comparison = (type: string, value: unknown, operand: unknown) => Verdict;

const ordered =
  (test: (order: number) => boolean): Comparison =>
  (type, value, operand) => {
    if (operand === null || operand === undefined) return undefined;
    if (value === null) return null;
    const order = compareValues(type, value, operand);
    return order === undefined ? undefined : test(order);
  };

const equal = ordered((order) => order === 0);

// Text order depends on the database's collation, so `_gt` and its like are only told for other types.
const ranked =
  (test: (order: number) => boolean): Comparison =>
  (type, value, operand) =>
    /^\[?(String|citext|bpchar)/.test(type) ? undefined : ordered(test)(type, value, operand);

const within: Comparison = (type, value, operand) => {
  if (!Array.isArray(operand)) return undefined;
  return or(operand.map((each) => equal(type, value, each)));
};

const like =
  (flags: string): Comparison =>
  (_type, value, operand) => {
    if (typeof operand !== "string" || operand.includes("\\")) return undefined;
    if (value === null) return null;
    const source = operand
      .replace(/[.*+?^${}()|[\]]/g, "\\$&")
      .replaceAll("%", "[^]*")
      .replaceAll("_", "[^]");
    return new RegExp(`^${source}$`, flags).test(value as string);
  };

const negated =
  (comparison: Comparison): Comparison =>
  (type, value, operand) =>
    not(comparison(type, value, operand));

/** Operators that are evaluated here; whatever is not listed makes the verdict unknown. */
const OPERATORS: Readonly<Record<string, Comparison>> = {
  _eq: equal,
  _neq: negated(equal),
  _gt: ranked((order) => order > 0),
  _gte: ranked((order) => order >= 0),
  _lt: ranked((order) => order < 0),
  _lte: ranked((order) => order <= 0),
  _in: within,
  _nin: negated(within),
  _is_null: (_type, value, operand) =>
    typeof operand === "boolean" ? (value === null) === operand : undefined,
  _like: like("u"),
  _nlike: negated(like("u")),
  _ilike: like("iu"),
  _nilike: negated(like("iu")),
};

/**
 * Evaluates a Hasura `where` on a row the cache knows.
 * @returns Whether the row is in; undefined when an operator, a column or a related row is not known here.
 */
export function matches(where: unknown, row: RowView, index: ModelIndex): boolean | undefined {
  const verdict = evaluate(where, row, index);
  return verdict === undefined ? undefined : verdict === true;
}

function evaluate(where: unknown, row: RowView, index: ModelIndex): Verdict {
  if (where === null || where === undefined) return true;
  if (typeof where !== "object") return undefined;
  return and(Object.entries(where).map(([name, value]) => evaluateEntry(name, value, row, index)));
}

function evaluateEntry(name: string, value: unknown, row: RowView, index: ModelIndex): Verdict {
  if (value === undefined) return true;
  if (name === "_not") return not(evaluate(value, row, index));
  if (name === "_and" || name === "_or") {
    const list = Array.isArray(value) ? value : [value];
    const verdicts = list.map((each) => evaluate(each, row, index));
    return name === "_and" ? and(verdicts) : or(verdicts);
  }
  const table = index.table(row.table);
  const rel = table?.rels[name];
  if (rel) {
    if (rel.many) return undefined;
    const other = row.related(name);
    if (!other) return other === null ? false : undefined;
    // The API asks whether such a row exists, so an unknown comparison inside counts as no.
    const verdict = evaluate(value, other, index);
    return verdict === null ? false : verdict;
  }
  const type = table?.columns[name];
  if (type === undefined || typeof value !== "object" || value === null) return undefined;
  const known = row.column(name);
  if (known === undefined) return undefined;
  return and(
    Object.entries(value).map(([operator, operand]): Verdict =>
      operand === undefined ? true : OPERATORS[operator]?.(type, known, operand),
    ),
  );
}

function not(verdict: Verdict): Verdict {
  return typeof verdict === "boolean" ? !verdict : verdict;
}

function and(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  if (verdicts.includes(undefined)) return undefined;
  return verdicts.includes(null) ? null : true;
}

function or(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  if (verdicts.includes(undefined)) return undefined;
  return verdicts.includes(null) ? null : false;
}
