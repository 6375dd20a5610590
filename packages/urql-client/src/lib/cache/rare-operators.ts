import { containsJson, keysOfJson } from "./jsonb.ts";
import { equal, type Comparison, type Operands } from "./operators.ts";
import { isLike, isMatch } from "./patterns.ts";
import { isFlat } from "./rare-values.ts";
import { baseType } from "./scalars.ts";
import { and, or, type Verdict } from "./verdict.ts";

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

/** Operators on patterns, arrays and `jsonb`. */
export const OPERATORS: Readonly<Record<string, Comparison>> = {
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
};
