import type { Pool } from "pg";
import { inTransaction } from "../database/pooled-client.ts";
import type { PreparedStatements } from "../database/prepared-statements.ts";
import type { RootPlan } from "../plan/operation-plan.ts";
import type { Statement } from "../sql/statement.ts";
import { bindParameters } from "./bind-parameters.ts";
import type { Bindings } from "./bind-parameters.ts";
import type { CompiledWrite } from "./compile-write.ts";
import { fromPostgres } from "./postgres-errors.ts";
import { isSingleStatement, runWrite } from "./run-write.ts";
import type { StatementConnection } from "./run-write.ts";

/** A root field of a mutation, ready to run. */
export type CompiledMutationField =
  | { alias: string; kind: "write"; write: CompiledWrite; errorPath: string }
  | { alias: string; kind: "call"; statement: Statement }
  | { alias: string; kind: "other"; value: RootPlan["value"] };

/**
 * Runs a mutation's fields in document order. Neighbouring database fields share a transaction; a single statement
 * needs none.
 *
 * @param other answers fields that are not the database's.
 * @returns the JSON texts by field.
 */
export async function runMutation(
  pool: Pool,
  statements: PreparedStatements,
  fields: readonly CompiledMutationField[],
  bindings: Bindings,
  other: (value: RootPlan["value"]) => Promise<string>,
): Promise<string[]> {
  const results: string[] = [];
  for (const group of grouped(fields)) {
    const [first] = group;
    if (first === undefined) continue;
    if (first.kind === "other") {
      for (const field of group) if (field.kind === "other") results.push(await other(field.value));
    } else if (group.length === 1 && (first.kind === "call" || isSingleStatement(first.write))) {
      results.push(await runField({ client: pool, statements }, first, bindings));
    } else {
      results.push(...(await runTogether(pool, statements, group, bindings)));
    }
  }
  return results;
}

function grouped(fields: readonly CompiledMutationField[]): CompiledMutationField[][] {
  const groups: CompiledMutationField[][] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (last !== undefined && (last[0]?.kind === "other") === (field.kind === "other")) last.push(field);
    else groups.push([field]);
  }
  return groups;
}

async function runFields(
  connection: StatementConnection,
  fields: readonly CompiledMutationField[],
  bindings: Bindings,
): Promise<string[]> {
  const results: string[] = [];
  for (const field of fields) results.push(await runField(connection, field, bindings));
  return results;
}

async function runField(
  connection: StatementConnection,
  field: CompiledMutationField,
  bindings: Bindings,
): Promise<string> {
  switch (field.kind) {
    case "write":
      try {
        return await runWrite(connection, field.write, bindings);
      } catch (error) {
        throw fromPostgres(error, field.errorPath);
      }
    case "call":
      try {
        const values = bindParameters(field.statement.parameters, bindings);
        const { rows } = await connection.statements.run(connection.client, field.statement, values);
        return (rows[0] as { c0: string }).c0;
      } catch (error) {
        throw fromPostgres(error);
      }
    case "other":
      throw new TypeError("Only database fields run in a transaction");
  }
}

async function runTogether(
  pool: Pool,
  statements: PreparedStatements,
  fields: readonly CompiledMutationField[],
  bindings: Bindings,
): Promise<string[]> {
  try {
    return await inTransaction(pool, (client) => runFields({ client, statements }, fields, bindings));
  } catch (error) {
    // Errors of deferred constraints come with the commit.
    throw fromPostgres(error);
  }
}
