import type pg from "pg";
import { STATE_SCHEMA, ensureState, withStateLock } from "../database/state-schema.ts";
import type { BaseTable } from "../engine.ts";

/** Name of the Postgres notification channel. */
export const CHANGE_CHANNEL = "hdb_local_changes";

/**
 * Sends one notification per table and transaction (Postgres merges equal ones), and none for a statement that changed
 * no row. The payload is a JSON array that can grow: `["schema", "table"]`.
 */
const NOTIFY_FUNCTION = `
  create or replace function ${STATE_SCHEMA}.notify_change() returns trigger language plpgsql as $function$
  begin
    if tg_op <> 'TRUNCATE' then
      if not exists (select 1 from hdb_local_changed) then
        return null;
      end if;
    end if;
    perform pg_catalog.pg_notify(
      '${CHANGE_CHANNEL}',
      pg_catalog.json_build_array(tg_table_schema, tg_table_name)::text
    );
    return null;
  end;
  $function$`;

const TRIGGERS = [
  { name: "hdb_local_insert", event: "insert", referencing: "referencing new table as hdb_local_changed" },
  { name: "hdb_local_update", event: "update", referencing: "referencing new table as hdb_local_changed" },
  { name: "hdb_local_delete", event: "delete", referencing: "referencing old table as hdb_local_changed" },
  { name: "hdb_local_truncate", event: "truncate", referencing: "" },
] as const;

/** A relation whose statements can change the rows of a table: itself, its partitions, what it is a partition of. */
interface FamilyMember {
  member: BaseTable;
  isTable: boolean;
  triggers: string[];
}

/**
 * Makes sure that every committed change of a table is announced.
 *
 * Statement-level triggers fire on the relation a statement names, so the whole partition (or inheritance) family of
 * the table gets them. Creating one waits for open transactions that write to the table: whatever commits after this
 * function returned is either announced or was visible before.
 *
 * @returns the relations whose announcements concern the table; undefined where it cannot have triggers (a foreign
 *   table, a materialised view, a table that is gone).
 */
export async function announceChanges(
  client: pg.ClientBase,
  table: BaseTable,
): Promise<BaseTable[] | undefined> {
  const family = await readFamily(client, table);
  if (family.length === 0 || family.some((entry) => !entry.isTable)) return undefined;
  const incomplete = family.filter((entry) => entry.triggers.length < TRIGGERS.length);
  if (incomplete.length > 0) {
    await withStateLock(client, async () => {
      await ensureState(client);
      await createTriggers(client, await readFamily(client, table));
    });
  }
  return family.map((entry) => entry.member);
}

async function createTriggers(client: pg.ClientBase, family: readonly FamilyMember[]): Promise<void> {
  await client.query("begin");
  try {
    await client.query("set local lock_timeout = '5s'");
    await client.query(NOTIFY_FUNCTION);
    for (const { member, triggers } of family) {
      for (const { name, event, referencing } of TRIGGERS) {
        if (triggers.includes(name)) continue;
        await client.query(
          `create trigger ${name} after ${event} on ${quote(member.schema)}.${quote(member.name)} ${referencing}
           for each statement execute function ${STATE_SCHEMA}.notify_change()`,
        );
      }
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function readFamily(client: pg.ClientBase, table: BaseTable): Promise<FamilyMember[]> {
  const { rows } = await client.query<FamilyMember>(
    `with recursive up (oid) as (
       select pg_class.oid from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where nspname = $1 and relname = $2
       union select inhparent from pg_inherits join up on inhrelid = up.oid
     ), family (oid) as (
       select oid from up
       union select inhrelid from pg_inherits join family on inhparent = family.oid
     )
     select json_build_object('schema', nspname, 'name', relname) as member,
       relkind in ('r', 'p') as "isTable",
       array(
         select tgname::text from pg_trigger
         where tgrelid = pg_class.oid and tgname = any ($3) and tgenabled in ('O', 'A')
       ) as triggers
     from family join pg_class using (oid) join pg_namespace on pg_namespace.oid = relnamespace
     where relkind not in ('i', 'I')`,
    [table.schema, table.name, TRIGGERS.map((trigger) => trigger.name)],
  );
  return rows;
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
