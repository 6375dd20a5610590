import type { CatalogFunction } from "../catalog/types.ts";
import type { FunctionArguments } from "../plan/boolean-expression.ts";
import { join, parameter, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { identifier } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";

/**
 * A call of a function. Arguments go by position up to the first that is left out, by name after it.
 *
 * @param row the row that a computed field's function takes, and the position of that argument.
 */
export function functionCall(
  context: SqlContext,
  called: CatalogFunction,
  args: FunctionArguments,
  row?: { position: number; value: Fragment },
): Fragment {
  const values = new Map<number, Fragment>(
    args.map((argument) => [argument.position, parameter(argument.value)]),
  );
  if (row !== undefined) values.set(row.position, row.value);
  const written: Fragment[] = [];
  let byName = false;
  called.arguments.forEach((argument, position) => {
    const value = values.get(position);
    if (value === undefined) byName = true;
    else written.push(byName ? sql`${identifier(argument.name)} => ${value}` : value);
  });
  return sql`${context.function(called)}(${join(written, ", ")})`;
}
