import type { RowsPlan } from "../plan/select-plan.ts";
import { parameter, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { functionCall } from "./function-call.ts";
import { identifier } from "./identifier.ts";
import { demandedEqualities, noEqualities } from "./equalities.ts";
import type { SqlContext } from "./sql-context.ts";
import { partners } from "./where.ts";

/** The row around: its alias, and the row itself as a composite value. */
export interface Parent {
  alias: string;
  row: Fragment;
}

/** The FROM item of a set of rows, which the caller makes satisfy `rowConditions`. */
export function rowSource(
  context: SqlContext,
  plan: RowsPlan,
  parent: Parent | null,
  alias: string,
): Fragment {
  const { source } = plan;
  switch (source.kind) {
    case "table":
      return plan.join === null || parent === null
        ? context.table(plan.table.table, alias, demandedEqualities(plan.where, noEqualities))
        : partners(context, plan.join, plan.where, { current: parent.alias, root: alias }, alias);
    case "function":
      return sql`${functionCall(context, source.function, source.arguments)} AS ${identifier(alias)}`;
    case "computed": {
      if (parent === null) throw new TypeError("A computed field's rows need the row they are computed from");
      const { field } = source;
      const row = { position: field.tableArgument, value: parent.row };
      return sql`${functionCall(context, field.function, source.arguments, row)} AS ${identifier(alias)}`;
    }
    case "given":
      return sql`unnest(${parameter(source.rows)}) AS ${identifier(alias)}`;
  }
}
