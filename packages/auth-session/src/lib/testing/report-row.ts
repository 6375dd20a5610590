import { appendFileSync } from "node:fs";

/** One line of the table that `pnpm test:auth` prints. */
export interface ReportedRow {
  row: number;
  name: string;
  expected: string;
  measured: string;
}

/**
 * Notes what a test has measured, for whoever asked for it with POTLUCK_AUTH_ROWS.
 *
 * @param row The row.
 */
export function report(row: ReportedRow): void {
  const file = process.env["POTLUCK_AUTH_ROWS"];
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
