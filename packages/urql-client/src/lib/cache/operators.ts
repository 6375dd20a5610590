import { containsJson, keysOfJson } from "./jsonb.ts";
import { isLike, isMatch } from "./patterns.ts";
import { baseType, compareValues, isFlat } from "./values.ts";
import { and, not, or, type Verdict } from "./verdict.ts";

/** What a comparison is made of. */
interface Operands {
  /** GraphQL type of the column. */
  type: string;
  bytewise: boolean;
  /** The column's value; not null. */
  value: unknown;
  /** The value it is compared with; not null. */
  operand: unknown;
}

type Comparison = (operands: Operands) => Verdict;

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

const equal: Comparison = ({ type, value, operand }) => {
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

/** Whether an array's elements are all among another's; null is never among them. */
const among = (type: string, part: unknown, whole: unknown): Verdict => {
  if (!isFlat(part) || !isFlat(whole)) return undefined;
  const element = type.slice(1);
  return and(
    part.map((value) =>
      or(
        whole.map(
          (operand) =>
            value !== null && operand !== null && equal({ type: element, bytewise: false, value, operand }),
        ),
      ),
    ),
  );
};

const contains =
  (sides: (operands: Operands) => [whole: unknown, part: unknown]): Comparison =>
  (operands) => {
    const [whole, part] = sides(operands);
    if (operands.type.startsWith("[")) return among(operands.type, part, whole);
    return isJsonb(operands) ? containsJson(whole, part) : undefined;
  };

const isJsonb = ({ type }: Operands): boolean => baseType(type) === "jsonb";

const keys =
  (test: (own: unknown[], wanted: unknown[]) => boolean): Comparison =>
  (operands) =>
    isJsonb(operands) ? test(keysOfJson(operands.value), [operands.operand].flat()) : undefined;

const pattern =
  (match: (text: string, pattern: string, fold: boolean) => Verdict, fold: boolean): Comparison =>
  ({ type, value, operand }) =>
    baseType(type) === "String" && typeof value === "string" && typeof operand === "string"
      ? match(value, operand, fold)
      : undefined;

// `SIMILAR TO` gives more characters a meaning than `LIKE`.
const isSimilar = (text: string, wanted: string): Verdict =>
  /^[\w %-]*$/.test(wanted) ? isLike(text, wanted, false) : undefined;

/** Operators that are evaluated here; whatever is not listed makes the verdict unknown. `_n…` is the opposite of `_…`. */
const OPERATORS = {
  _eq: equal,
  _gt: ranked((order) => order > 0),
  _gte: ranked((order) => order >= 0),
  _lt: ranked((order) => order < 0),
  _lte: ranked((order) => order <= 0),
  _in: (operands) => or(each(operands, operands.operand)),
  _like: pattern(isLike, false),
  _ilike: pattern(isLike, true),
  _similar: pattern(isSimilar, false),
  _regex: pattern(isMatch, false),
  _iregex: pattern(isMatch, true),
  _contains: contains(({ value, operand }) => [value, operand]),
  _contained_in: contains(({ value, operand }) => [operand, value]),
  _has_key: keys((own, wanted) => own.includes(wanted[0])),
  _has_keys_any: keys((own, wanted) => wanted.some((key) => own.includes(key))),
  _has_keys_all: keys((own, wanted) => wanted.every((key) => own.includes(key))),
} satisfies Record<string, Comparison>;

function operatorNamed(name: string): Comparison | undefined {
  if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name as keyof typeof OPERATORS];
  const opposite = name.replace("_n", "_");
  if (opposite === name || !/^_(?:eq|in|like|ilike|similar|regex|iregex)$/.test(opposite)) return undefined;
  return (operands) => not(OPERATORS[opposite as keyof typeof OPERATORS](operands));
}
