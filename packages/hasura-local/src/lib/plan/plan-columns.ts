import { getNamedType, isEnumType } from "graphql";
import type { ColumnModel } from "../model/types.ts";
import { inputMeaning } from "../schema/meaning.ts";
import type { Input } from "./input.ts";

/** The columns that a list of `x_select_column` (or a single one) names. */
export function columnsOf(input: Input): ColumnModel[] {
  return input.items().map((item) => {
    const name = item.constant();
    const type = getNamedType(item.type);
    const value = isEnumType(type) && typeof name === "string" ? type.getValue(name) : undefined;
    const meaning = value == null ? undefined : inputMeaning(value);
    if (meaning?.kind !== "column") throw new TypeError(`${String(name)} does not name a column`);
    return meaning.column;
  });
}
