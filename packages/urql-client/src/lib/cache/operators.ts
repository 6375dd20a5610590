import { parts } from "./on-demand.ts";
import { compareValues } from "./values.ts";
import { and, not, or, type Verdict } from "./verdict.ts";

/** What a comparison is made of. */
export interface Operands {
  /** GraphQL type of the column. */
  type: string;
  bytewise: boolean;
  /** The column's value; not null. */
  value: unknown;
  /** The value it is compared with; not null. */
  operand: unknown;
}

/** What an operator says of them. */
export type Comparison = (operands: Operands) => Verdict;

/**
 * Compares a column as a Hasura comparison expression says, e.g. `{ _gte: 1, _lt: 3 }`.
 * @param type GraphQL type of the column.
 * @param value Its value.
 * @param bytewise Whether text in it is ordered by bytes.
 * @returns Undefined where an operator, or its result on these values, is not known.
 */
export function compareColumn(type: string, value: unknown, tests: object, bytewise: boolean): Verdict {
  const isJson = /^jsonb?\b/.test(type);
  // The API shows SQL's null and JSON's alike.
  if (value === null && isJson && !type.endsWith("!")) return undefined;
  const isNull = value === null && !isJson;
  return and(
    Object.entries(tests).map(([operator, operand]): Verdict => {
      if (operand === undefined) return true;
      if (operator === "_is_null") return typeof operand === "boolean" ? isNull === operand : undefined;
      const comparison = operatorNamed(operator);
      if (!comparison || operand === null) return undefined;
      // Nothing is compared with the elements of an empty list, null neither.
      if (isNull) return isEmptyList(operator, operand) ? operator === "_nin" : null;
      return comparison({ type, bytewise, value, operand: operand as unknown });
    }),
  );
}

const isEmptyList = (operator: string, operand: unknown): boolean =>
  /^_n?in$/.test(operator) && Array.isArray(operand) && operand.length === 0;

/** `_eq`. */
export const equal: Comparison = ({ type, value, operand }) => {
  const order = compareValues(type, value, operand);
  return order === undefined ? undefined : order === 0;
};

const ranked =
  (test: (order: number) => boolean): Comparison =>
  ({ type, value, operand, bytewise }) => {
    const order = compareValues(type, value, operand, bytewise);
    return order === undefined || Number.isNaN(order) ? undefined : test(order);
  };

const each = (operands: Operands, list: unknown): Verdict[] =>
  Array.isArray(list) ? list.map((operand: unknown) => equal({ ...operands, operand })) : [undefined];

/** Operators that are evaluated here; whatever is not listed makes the verdict unknown. `_n…` is the opposite of `_…`. */
const OPERATORS: Readonly<Record<string, Comparison>> = {
  _eq: equal,
  _gt: ranked((order) => order > 0),
  _gte: ranked((order) => order >= 0),
  _lt: ranked((order) => order < 0),
  _lte: ranked((order) => order <= 0),
  _in: (operands) => or(each(operands, operands.operand)),
};

const OPPOSITES = /^_n(?=(?:eq|in|like|ilike|similar|regex|iregex)$)/;

function operatorNamed(name: string): Comparison | undefined {
  const opposite = name.replace(OPPOSITES, "_");
  if (opposite !== name) {
    const comparison = operatorNamed(opposite);
    return comparison && ((operands) => not(comparison(operands)));
  }
  const operators = Object.hasOwn(OPERATORS, name) ? OPERATORS : parts()?.OPERATORS;
  return operators && Object.hasOwn(operators, name) ? operators[name] : undefined;
}
