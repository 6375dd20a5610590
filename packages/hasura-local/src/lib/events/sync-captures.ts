import pg from "pg";
import { StartupError } from "../config/startup-error.ts";
import { STATE_SCHEMA, ensureState, withStateLock } from "../database/state-schema.ts";
import { quoteIdentifier, quoteQualified } from "../sql/identifier.ts";
import { CAPTURE_PREFIX, captureFunction, captureFunctionName, captureName } from "./capture-function.ts";
import type { Capture } from "./capture-function.ts";
import { archiveEvents, ensureEventTables, hasEventTables } from "./event-tables.ts";
import type { EventTrigger } from "./event-triggers.ts";

/** A SQL trigger of ours that is in the database. */
interface ExistingCapture {
  name: string;
  schema: string;
  table: string;
}

/**
 * Brings the SQL triggers of a database in line with the event triggers, all or nothing. A trigger that is there already
 * is left alone, since making one waits for whoever writes to its table; its function is replaced.
 */
export async function syncCaptures(client: pg.ClientBase, triggers: readonly EventTrigger[]): Promise<void> {
  await withStateLock(client, async () => {
    if (triggers.length === 0 && !(await hasEventTables(client))) return;
    await client.query("begin");
    try {
      await client.query("set local lock_timeout = '10s'");
      await ensureState(client);
      await ensureEventTables(client);
      await replaceCaptures(
        client,
        triggers.flatMap((trigger) => trigger.captures),
      );
      await archiveEvents(
        client,
        triggers.map((trigger) => trigger.name),
      );
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw isLockTimeout(error) ? blocked(error) : error;
    }
  });
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "55P03";
}

function blocked(cause: unknown): StartupError {
  return new StartupError(
    "DATABASE_BUSY",
    "The event triggers could not be made: a transaction of somebody else's keeps one of their tables locked. End it and reload.",
    { cause },
  );
}

async function replaceCaptures(client: pg.ClientBase, captures: readonly Capture[]): Promise<void> {
  const existing = await readExisting(client);
  const isSame = (capture: Capture, found: ExistingCapture): boolean =>
    found.name === captureName(capture) &&
    found.schema === capture.table.schema &&
    found.table === capture.table.name;
  for (const found of existing) {
    if (captures.some((capture) => isSame(capture, found))) continue;
    const table = quoteQualified({ schema: found.schema, name: found.table });
    await client.query(`drop trigger ${quoteIdentifier(found.name)} on ${table}`);
  }
  for (const capture of captures) {
    await client.query(captureFunction(capture));
    if (existing.some((found) => isSame(capture, found))) continue;
    await client.query(
      `create trigger ${quoteIdentifier(captureName(capture))} after ${capture.operation}
       on ${quoteQualified(capture.table)} for each row execute function ${captureFunctionName(capture)}()`,
    );
  }
  await dropUnused(client, captures);
}

/** Functions of triggers that are gone, with their tables perhaps. */
async function dropUnused(client: pg.ClientBase, captures: readonly Capture[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select proname as name from pg_proc
     where pronamespace = $1::regnamespace and starts_with(proname, $2) and proname <> all ($3::text[])`,
    [STATE_SCHEMA, CAPTURE_PREFIX, captures.map(captureName)],
  );
  for (const { name } of rows) await client.query(`drop function ${STATE_SCHEMA}.${quoteIdentifier(name)}()`);
}

/** Not those that partitions have from their parent. */
async function readExisting(client: pg.ClientBase): Promise<ExistingCapture[]> {
  const { rows } = await client.query<ExistingCapture>(
    `select tgname::text as name, nspname::text as schema, relname::text as "table"
     from pg_trigger
     join pg_proc on pg_proc.oid = tgfoid
     join pg_class on pg_class.oid = tgrelid
     join pg_namespace on pg_namespace.oid = relnamespace
     where pronamespace = $1::regnamespace and starts_with(tgname, $2) and tgparentid = 0
       and tgenabled in ('O', 'A')`,
    [STATE_SCHEMA, CAPTURE_PREFIX],
  );
  return rows;
}
