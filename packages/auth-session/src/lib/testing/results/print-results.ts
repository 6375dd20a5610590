import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { ReportedRow } from "./report-row.ts";
import { resultRows } from "./result-rows.ts";
import { makeResultTable } from "./result-table.ts";

// Prints the table of results. Takes the file that tests wrote to, and --judge-times where nothing else ran beside them. Fails when a
// row is missing or not as expected.
const { values, positionals } = parseArgs({
  options: { "judge-times": { type: "boolean", default: false } },
  allowPositionals: true,
});
const lines = await readFile(positionals[0] ?? "", "utf8").catch(() => "");
const reported = lines
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as ReportedRow);
const { text, problems } = makeResultTable(resultRows, reported, { judgesTimes: values["judge-times"] });
const verdict =
  problems.length === 0 ? "Everything is as expected." : `Not as expected:\n${problems.join("\n")}`;
process.stdout.write(`${text}\n\n${verdict}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
