import type { ReadPlan } from "../plan/operation-plan.ts";
import { join, sql, trusted } from "../sql/fragment.ts";
import { readText } from "../sql/read.ts";
import { SqlContext } from "../sql/sql-context.ts";
import { renderStatement } from "../sql/statement.ts";
import type { Statement } from "../sql/statement.ts";

/** All reads of an operation as one statement: one text column `c0`, `c1`, … each, from one snapshot. */
export function compileReads(reads: readonly ReadPlan[], stringifyNumericTypes: boolean): Statement {
  const context = new SqlContext(stringifyNumericTypes);
  const columns = reads.map((read, index) => sql`${readText(context, read)} AS ${trusted(`"c${index}"`)}`);
  return renderStatement(sql`SELECT ${join(columns, ", ")}`);
}
