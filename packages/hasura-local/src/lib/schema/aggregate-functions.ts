import { isComparable, isNumeric } from "../catalog/scalar-types.ts";
import type { CatalogType } from "../catalog/types.ts";

export interface AggregateFunction {
  name: string;
  accepts(type: CatalogType): boolean;
  /** The result has the column's type; otherwise it is a `Float`. */
  keepsType: boolean;
}

/** The functions over columns that `aggregate` offers, in the order of their names. */
export const aggregateFunctions: readonly AggregateFunction[] = [
  { name: "avg", accepts: isNumeric, keepsType: false },
  { name: "max", accepts: isComparable, keepsType: true },
  { name: "min", accepts: isComparable, keepsType: true },
  { name: "stddev", accepts: isNumeric, keepsType: false },
  { name: "stddev_pop", accepts: isNumeric, keepsType: false },
  { name: "stddev_samp", accepts: isNumeric, keepsType: false },
  { name: "sum", accepts: isNumeric, keepsType: true },
  { name: "var_pop", accepts: isNumeric, keepsType: false },
  { name: "var_samp", accepts: isNumeric, keepsType: false },
  { name: "variance", accepts: isNumeric, keepsType: false },
];
