import { parts } from "./on-demand.ts";
import type { Change } from "./rare-changes.ts";
import { baseType } from "./scalars.ts";

const rare =
  (operator: string): Change =>
  (...operands) =>
    parts()?.CHANGES[operator]?.(...operands);

const addRare = rare("_inc");

/**
 * Update operators that work on the value that is there, by their argument's name. Each gives the new value, undefined when it can't be
 * told.
 */
export const CHANGES: Readonly<Record<string, Change>> = {
  _inc: (value, operand, type) =>
    value === null
      ? null
      : /^(?:Int|smallint)$/.test(baseType(type)) && typeof value === "number" && typeof operand === "number"
        ? value + operand
        : addRare(value, operand, type),
  ...Object.fromEntries(
    ["_append", "_prepend", "_delete_key", "_delete_elem", "_delete_at_path"].map((name) => [
      name,
      rare(name),
    ]),
  ),
};
