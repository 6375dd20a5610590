import { readFile } from "node:fs/promises";
import type { ReportedRow } from "./report-row.ts";
import { resultRows } from "./result-rows.ts";
import { makeResultTable } from "./result-table.ts";

// Prints the table of results of the file that tests wrote to. Fails when a row is missing or not as expected.
const lines = await readFile(process.argv[2] ?? "", "utf8").catch(() => "");
const reported = lines
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as ReportedRow);
const { text, problems, slow } = makeResultTable(resultRows, reported);
const parts = [text];
if (slow.length > 0)
  parts.push(
    `Slower than promised, which proves nothing where a machine has other work:\n${slow.join("\n")}`,
  );
parts.push(problems.length === 0 ? "Everything is as expected." : `Not as expected:\n${problems.join("\n")}`);
process.stdout.write(`${parts.join("\n\n")}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
