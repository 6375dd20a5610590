import { bigNumericTypes } from "../catalog/scalar-types.ts";
import type { CatalogType } from "../catalog/types.ts";
import type { Parameter } from "../plan/parameter.ts";
import { parameter, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import type { SqlContext } from "./sql-context.ts";

/** A database value on its way into JSON. */
export function outputValue(
  context: SqlContext,
  value: Fragment,
  type: CatalogType,
  path: Parameter | null = null,
): Fragment {
  if (path !== null) return sql`(${value} #> ${parameter(path)})`;
  if (type.name === "geometry" || type.name === "geography") return sql`ST_AsGeoJSON(${value}, 15, 4)::json`;
  if (context.stringifyNumericTypes && bigNumericTypes.has(type.name)) return sql`(${value})::text`;
  return value;
}
