import { GraphQLRequestError } from "../errors.ts";
import { encodeTexts } from "../plan/encode.ts";
import type { Statement } from "../sql/statement.ts";
import { bindParameters } from "./bind-parameters.ts";
import type { Bindings } from "./bind-parameters.ts";
import type { CompiledWrite, NestedStep, WriteStep } from "./compile-write.ts";
import type { PreparedStatements, StatementClient } from "../database/prepared-statements.ts";

/** Where statements run, and what remembers those that were prepared. */
export interface StatementConnection {
  client: StatementClient;
  statements: PreparedStatements;
}

/** Whether a write is one statement, which needs no transaction around it. */
export function isSingleStatement(write: CompiledWrite): boolean {
  return write.kind === "single";
}

/** Runs one root field of a mutation. @returns the JSON text of its value. */
export async function runWrite(
  connection: StatementConnection,
  write: CompiledWrite,
  bindings: Bindings,
): Promise<string> {
  switch (write.kind) {
    case "single":
      return (await runStatement(connection, write.statement, bindings)) ?? "null";
    case "list": {
      const responses: string[] = [];
      for (const entry of write.writes) responses.push(await runWrite(connection, entry, bindings));
      return `[${responses.join(",")}]`;
    }
    case "steps": {
      const slots = new Map<symbol, string | null>();
      const own = { ...bindings, slots };
      const rows: string[] = [];
      let count = 0;
      for (const step of write.steps) {
        const result = await runStep(connection, step, own, slots);
        rows.push(...result.rows);
        count += result.count;
      }
      const { answer } = write;
      if (answer.one && rows.length === 0) return "null";
      slots.set(answer.rows, encodeTexts(rows));
      slots.set(answer.count, String(count));
      return (await runStatement(connection, answer.statement, own)) ?? "null";
    }
  }
}

interface Written {
  /** The rows of the step's own table, as composite texts. */
  rows: string[];
  /** All rows affected, nested ones too. */
  count: number;
}

async function runStep(
  connection: StatementConnection,
  step: WriteStep,
  bindings: Bindings,
  slots: Map<symbol, string | null>,
): Promise<Written> {
  let count = await runNested(connection, step.before, bindings, slots, (nested) => {
    throw noRow(`object relation "${nested.relationship}"`, nested.steps[0]?.table ?? "");
  });
  const json = JSON.parse((await runStatement(connection, step.statement, bindings)) ?? "[]") as unknown[];
  const rows = json.map((entry) => {
    if (step.exports.length === 0) return entry as string;
    const exported = entry as Record<string, string | null>;
    step.exports.forEach((slot, index) => slots.set(slot, exported[`c${index}`] ?? null));
    return exported["row"] ?? "";
  });
  count += rows.length;
  if (step.after.length > 0 && rows.length === 0) throw noRow("array relations", step.table);
  count += await runNested(connection, step.after, bindings, slots, () => {});
  return { rows, count };
}

async function runNested(
  connection: StatementConnection,
  list: readonly NestedStep[],
  bindings: Bindings,
  slots: Map<symbol, string | null>,
  onNoRow: (nested: NestedStep) => void,
): Promise<number> {
  let count = 0;
  for (const nested of list) {
    for (const step of nested.steps) {
      const result = await runStep(connection, step, bindings, slots);
      if (result.rows.length === 0) onNoRow(nested);
      count += result.count;
    }
  }
  return count;
}

function noRow(what: string, table: string): GraphQLRequestError {
  return new GraphQLRequestError(
    "not-supported",
    `cannot proceed to insert ${what} since insert to table "${table}" affects zero rows`,
  );
}

async function runStatement(
  connection: StatementConnection,
  statement: Statement,
  bindings: Bindings,
): Promise<string | null> {
  const values = bindParameters(statement.parameters, bindings);
  const { rows } = await connection.statements.run(connection.client, statement, values);
  const value = (rows[0] as { data: unknown } | undefined)?.data ?? null;
  return typeof value === "string" || value === null ? value : JSON.stringify(value);
}
