import type { ReadPlan } from "../plan/operation-plan.ts";
import { aggregateJson } from "./aggregate.ts";
import { sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { listJson, rowsQuery } from "./rows.ts";
import type { SqlContext } from "./sql-context.ts";
import { streamJson } from "./stream.ts";

/** The JSON text of a root field; never null. */
export function readText(context: SqlContext, read: ReadPlan): Fragment {
  switch (read.kind) {
    case "list":
      return sql`(${listJson(context, read.rows, null)})::text`;
    case "one":
      return sql`coalesce((${rowsQuery(context, read.rows, null)} LIMIT 1)::text, 'null')`;
    case "aggregate":
      return sql`(${aggregateJson(context, read.aggregate, null, (rows) => listJson(context, rows, null))})::text`;
    case "stream":
      return sql`(${streamJson(context, read.stream)})::text`;
  }
}
