import { getNamedType, isEnumType } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { ColumnModel } from "../model/types.ts";
import { inputMeaning } from "../schema/meaning.ts";
import type { Input } from "./input.ts";

/**
 * The columns that a list of `x_select_column` (or a single one) names.
 *
 * @param errorPath where a value that names no column is reported; its own place by default.
 */
export function columnsOf(input: Input, errorPath?: string): ColumnModel[] {
  return input.items().map((item) => {
    const name = item.constant();
    const type = getNamedType(item.type);
    const value = isEnumType(type) && typeof name === "string" ? type.getValue(name) : undefined;
    const meaning = value == null ? undefined : inputMeaning(value);
    // `_PLACEHOLDER`, where the role has no column to name.
    if (meaning?.kind !== "column") {
      throw new GraphQLRequestError("validation-failed", "erroneous column name", {
        path: errorPath ?? item.path,
      });
    }
    return meaning.column;
  });
}
