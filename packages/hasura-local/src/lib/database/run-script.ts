import { createHash } from "node:crypto";
import pg from "pg";
import { StartupError } from "../config/startup-error.ts";
import type { StartupErrorCode } from "../config/startup-error.ts";

export interface SqlScript {
  file: string;
  sql: string;
}

/**
 * Runs a file of statements and the record of it in one transaction: both happen or neither.
 *
 * @param code the error's code where the script fails.
 * @throws StartupError naming the file, Postgres' message and, where Postgres tells it, the line.
 */
export async function runScript(
  client: pg.ClientBase,
  script: SqlScript,
  code: StartupErrorCode,
  record: () => Promise<unknown>,
): Promise<void> {
  await client.query("begin");
  try {
    await client.query(script.sql);
    await record();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    if (error instanceof pg.DatabaseError) throw failed(script, error, code);
    throw error;
  }
}

/** Tells two versions of a script apart. */
export function checksum(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

function failed(script: SqlScript, error: pg.DatabaseError, code: StartupErrorCode): StartupError {
  const line = error.position === undefined ? undefined : lineAt(script.sql, Number(error.position));
  const place = line === undefined ? script.file : `${script.file}, line ${line}`;
  const detail = error.detail ? ` (${error.detail})` : "";
  return new StartupError(code, `${place}: ${error.message}${detail}. Nothing of this file was applied.`, {
    cause: error,
  });
}

/** Postgres counts characters (not UTF-16 units) from 1. */
function lineAt(sql: string, position: number): number {
  return (
    Array.from(sql)
      .slice(0, position - 1)
      .filter((character) => character === "\n").length + 1
  );
}
