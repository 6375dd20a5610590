import { appendFileSync } from "node:fs";
import { isAsExpected, isTime } from "./expected-figure.ts";
import { type Measured, resultRows, type ResultRow, type RowId } from "./result-rows.ts";

/** A row as a test notes it. */
export interface ReportedRow {
  row: string;
  measured: Record<string, number>;
}

/**
 * Notes what a test has measured, for whoever asked for it with POTLUCK_AUTH_ROWS.
 *
 * @param row Number and circumstances.
 * @param measured Every figure of the row.
 * @returns The figures that are not as the table expects, times left out: a test has to find none.
 */
export function report<Id extends RowId>(row: Id, measured: Measured<Id>): Record<string, number> {
  const file = process.env["POTLUCK_AUTH_ROWS"];
  const noted: ReportedRow = { row, measured };
  if (file) appendFileSync(file, `${JSON.stringify(noted)}\n`);
  const { expected }: ResultRow = resultRows[row];
  return Object.fromEntries(
    Object.entries<number>(measured).filter(([figure, value]) => {
      const wanted = expected[figure];
      return wanted === undefined || (!isTime(wanted) && !isAsExpected(wanted, value));
    }),
  );
}
