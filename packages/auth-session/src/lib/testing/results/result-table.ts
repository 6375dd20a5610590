import { describeExpected, describeMeasured, isAsExpected, isMeasured, isTime } from "./expected-figure.ts";
import type { ReportedRow } from "./report-row.ts";
import { partsOf, type ResultRow } from "./result-rows.ts";

/** The table of results. */
export interface ResultTable {
  text: string;
  /** What is missing, or not as expected. */
  problems: string[];
  /** Times that are longer than expected, of which a machine that has other work proves nothing. */
  slow: string[];
}

const WIDTHS = [1, 2, 44, 40, 42] as const;

/**
 * Holds what tests have noted against what is expected.
 *
 * @param rows What is expected.
 * @param reported What tests have noted, in any order.
 * @returns The table, one entry for each row that is expected.
 */
export function makeResultTable(
  rows: Readonly<Record<string, ResultRow>>,
  reported: readonly ReportedRow[],
): ResultTable {
  const problems = reported
    .filter(({ row }) => !(row in rows))
    .map(({ row }) => `row ${row} was measured, and nothing is expected of it`);
  const slow: string[] = [];
  const lines = [
    line(["", "#", "what happens", "expected", "measured"]),
    WIDTHS.map((w) => "─".repeat(w)).join("  "),
  ];
  let last = "";
  const byNumber = Object.entries(rows).toSorted(([a], [b]) => partsOf(a).number - partsOf(b).number);
  for (const [id, row] of byNumber) {
    const noted = reported.filter((one) => one.row === id);
    const deviations = deviationsOf(row, noted);
    for (const { problem, isSlow } of deviations) (isSlow ? slow : problems).push(`row ${id}: ${problem}`);
    const mark = deviations.length === 0 ? "✓" : deviations.every(({ isSlow }) => isSlow) ? "~" : "✗";
    const { number, circumstances } = partsOf(id);
    const figures = Object.entries(row.expected);
    const told = noted.flatMap(({ measured }) =>
      figures.map(([name, expected]) => {
        const value = measured[name];
        return `${name} ${isMeasured(value) ? describeMeasured(expected, value) : "?"}`;
      }),
    );
    lines.push(
      line([
        mark,
        String(number),
        `${row.name === last ? "the same" : row.name}${circumstances === "" ? "" : ` (${circumstances})`}`,
        figures.map(([name, expected]) => `${name} ${describeExpected(expected)}`).join("; "),
        told.length === 0 ? "nothing" : told.join("; "),
      ]),
    );
    last = row.name;
  }
  return { text: lines.join("\n"), problems, slow };
}

interface Deviation {
  problem: string;
  /** Whether it is nothing but a time. */
  isSlow: boolean;
}

function deviationsOf(row: ResultRow, noted: readonly ReportedRow[]): Deviation[] {
  if (noted.length !== 1) {
    const problem = noted.length === 0 ? "not measured" : `measured ${noted.length} times`;
    return [{ problem, isSlow: false }];
  }
  return Object.entries(row.expected).flatMap(([name, expected]) => {
    const value = noted[0]?.measured[name];
    const wanted = describeExpected(expected);
    if (!isMeasured(value))
      return [{ problem: `${name} is not measured, expected ${wanted}`, isSlow: false }];
    if (isAsExpected(expected, value)) return [];
    const problem = `${name} is ${describeMeasured(expected, value)}, expected ${wanted}`;
    return [{ problem, isSlow: isTime(expected) }];
  });
}

/** One row; cells that are too long go on below. */
function line(cells: readonly string[]): string {
  const columns = cells.map((cell, index) => wrap(cell, WIDTHS[index] ?? 0));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    columns
      .map((lines, index) => (lines[at] ?? "").padEnd(WIDTHS[index] ?? 0))
      .join("  ")
      .trimEnd(),
  ).join("\n");
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
