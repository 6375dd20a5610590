import { addNumbers } from "./numbers.ts";
import { baseType } from "./scalars.ts";

/** What an update operator makes of a value; undefined where it can't be told. */
export type Change = (value: unknown, operand: unknown, type: string) => unknown;

/** Update operators of all types, by their argument's name. */
export const CHANGES: Readonly<Record<string, Change>> = {
  _inc: (value, operand, type) => add(value, operand, baseType(type)),
  _append: (value, operand) => concat(value, operand),
  _prepend: (value, operand) => concat(operand, value),
  _delete_key: (value, operand) =>
    Array.isArray(value) ? value.filter((each) => each !== operand) : withoutKey(value, operand),
  _delete_elem: (value, operand) =>
    Array.isArray(value) && typeof operand === "number" ? withoutElement(value, operand) : undefined,
  _delete_at_path: (value, operand) =>
    Array.isArray(operand) ? withoutPath(value, operand as string[]) : undefined,
};

function add(value: unknown, operand: unknown, type: string): unknown {
  if (type !== "Float" && type !== "float8") return addNumbers(value, operand, type !== "numeric");
  if (typeof value !== "number" || typeof operand !== "number") return undefined;
  if (type === "float8") return value + operand;
  // `real`: as few digits as tell it apart.
  const sum = Math.fround(Math.fround(value) + Math.fround(operand));
  let digits = 1;
  while (digits < 9 && Math.fround(Number(sum.toPrecision(digits))) !== sum) digits++;
  return Number(sum.toPrecision(digits));
}

// `jsonb || jsonb`. Null may be the column's, which stays null, or JSON's.
function concat(left: unknown, right: unknown): unknown {
  if (left === undefined || left === null || right === undefined || right === null) return undefined;
  if (isObject(left) && isObject(right)) return { ...left, ...right };
  return [left, right].flat();
}

function withoutKey(value: unknown, key: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    : undefined;
}

function withoutElement(list: readonly unknown[], index: number): unknown[] {
  const at = index < 0 ? list.length + index : index;
  return list.filter((_, each) => each !== at);
}

// `jsonb #- text[]`: what the path doesn't lead to isn't removed.
function withoutPath(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (key === undefined) return value;
  if (isObject(value)) {
    if (!Object.hasOwn(value, key)) return value;
    if (rest.length === 0) return withoutKey(value, key);
    const inner = value[key];
    return isScalar(inner)
      ? value
      : replaced(withoutPath(inner, rest), (next) => ({ ...value, [key]: next }));
  }
  const list = value as readonly unknown[];
  if (!/^-?\d+$/.test(key)) return undefined;
  const index = Number(key);
  if (rest.length === 0) return withoutElement(list, index);
  const at = index < 0 ? list.length + index : index;
  const inner = list[at];
  if (isScalar(inner)) return list;
  return replaced(withoutPath(inner, rest), (next) =>
    list.map((each, position) => (position === at ? next : each)),
  );
}

function replaced(value: unknown, by: (value: unknown) => unknown): unknown {
  return value === undefined ? undefined : by(value);
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return !isScalar(value) && !Array.isArray(value);
}
