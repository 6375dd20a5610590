import type { Pool } from "pg";
import { InconsistentMetadataError } from "../errors.ts";
import { columnsOf } from "./event-triggers.ts";
import type { EventTrigger } from "./event-triggers.ts";

/**
 * Checks triggers against the database's catalog.
 *
 * @throws InconsistentMetadataError naming trigger, table and column.
 */
export async function checkEventTriggers(pool: Pool, triggers: Iterable<EventTrigger>): Promise<void> {
  const problems: string[] = [];
  for (const trigger of triggers) {
    const { schema, name } = trigger.table;
    const { rows } = await pool.query<{ kind: string; columns: string[] }>(
      `select relkind as kind, array(
         select attname::text from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped
       ) as columns
       from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname = $1 and relname = $2`,
      [schema, name],
    );
    const [relation] = rows;
    const owner = `event trigger ${trigger.name}`;
    if (!relation || !["r", "p"].includes(relation.kind)) {
      problems.push(`${owner}: "${schema}.${name}" is no table`);
      continue;
    }
    for (const column of columnsOf(trigger)) {
      if (relation.columns.includes(column)) continue;
      problems.push(`${owner}: the table "${schema}.${name}" has no column "${column}"`);
    }
  }
  if (problems.length > 0) throw new InconsistentMetadataError(problems);
}
