import { describe, expect, it } from "vitest";
import type { ReportedRow } from "./report-row.ts";
import { partsOf, type ResultRow, resultRows } from "./result-rows.ts";
import { makeResultTable } from "./result-table.ts";

const rows: Record<string, ResultRow> = {
  "10": { name: "outage", expected: { failures: 0, visits: { atLeast: 80 }, p50: { withinMs: 1 } } },
  "2 store": { name: "storm", expected: { hits: 1, lost: "reported", bytes: { atMost: 1100 } } },
};
const good: ReportedRow[] = [
  { row: "10", measured: { failures: 0, visits: 80, p50: 0.25 } },
  { row: "2 store", measured: { hits: 1, lost: 7, bytes: 1100 } },
];
const problemsOf = (reported: ReportedRow[]) => makeResultTable(rows, reported).problems;

describe("makeResultTable", () => {
  it("shows what happens, what is expected and what was measured, by number", () => {
    const { text, problems } = makeResultTable(rows, good);
    expect(problems).toEqual([]);
    const [head = "", , first = "", , , second = ""] = text.split("\n");
    expect(head).toMatch(/what happens +expected +measured/);
    expect(first).toMatch(
      /^✓ +2 +storm \(store\) +hits 1; lost \(reported\); bytes <= 1100 +hits 1; lost 7; bytes 1100$/,
    );
    expect(text).toMatch(
      /✓ +10 +outage +failures 0; visits >= 80; p50 <= 1 ms +failures 0; visits 80; p50 0.25 ms/,
    );
    expect(second).toBe("");
  });

  it("tells of a row that nobody measured, that two did, and of one that nobody expects", () => {
    expect(problemsOf(good.slice(1))).toEqual(["row 10: not measured"]);
    expect(problemsOf([...good, good[0]!])).toEqual(["row 10: measured 2 times"]);
    expect(problemsOf([...good, { ...good[0]!, row: "3" }])).toEqual([
      "row 3 was measured, and nothing is expected of it",
    ]);
  });

  it.each([
    ["10", { failures: 1, visits: 80, p50: 0.5 }, "failures is 1, expected 0"],
    ["10", { failures: 0, visits: 79, p50: 0.5 }, "visits is 79, expected >= 80"],
    ["10", { failures: 0, p50: 0.5 }, "visits is not measured, expected >= 80"],
    ["10", { failures: Number.NaN, visits: 80, p50: 0.5 }, "failures is not measured, expected 0"],
    // As JSON has it where a test divided by nothing.
    [
      "2 store",
      { hits: 1, lost: null as unknown as number, bytes: 1 },
      "lost is not measured, expected (reported)",
    ],
    ["2 store", { hits: 1, lost: 0, bytes: 1101 }, "bytes is 1101, expected <= 1100"],
    ["2 store", { hits: 1, bytes: 1 }, "lost is not measured, expected (reported)"],
  ] as [string, Record<string, number>, string][])(
    "tells which figure of row %s is not as expected in %j",
    (row, measured, problem) => {
      const others = good.filter((one) => one.row !== row);
      const { text, problems } = makeResultTable(rows, [...others, { row, measured }]);
      expect(problems).toEqual([`row ${row}: ${problem}`]);
      expect(text.match(/^[✓✗]/gm)).toEqual(row === "10" ? ["✓", "✗"] : ["✗", "✓"]);
    },
  );

  it("points at times that are too long without calling them wrong, and misses them", () => {
    const slow = { row: "10", measured: { failures: 0, visits: 80, p50: 1.5 } };
    const table = makeResultTable(rows, [slow, good[1]!]);
    expect(table).toMatchObject({ problems: [], slow: ["row 10: p50 is 1.5 ms, expected <= 1 ms"] });
    expect(table.text.match(/^[✓~✗]/gm)).toEqual(["✓", "~"]);
    expect(problemsOf([{ row: "10", measured: { failures: 0, visits: 80 } }, good[1]!])).toEqual([
      "row 10: p50 is not measured, expected <= 1 ms",
    ]);
  });
});

describe("resultRows", () => {
  it("has every number from 1 to 32", () => {
    const numbers = new Set(Object.keys(resultRows).map((id) => partsOf(id).number));
    expect([...numbers].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 32 }, (_, index) => index + 1),
    );
  });
});
