import type pg from "pg";
import { NEW_ROWS, OLD_ROWS, announcingFunction } from "./announcing-function.ts";
import type { AnnouncingFunction } from "./announcing-function.ts";
import { STATE_SCHEMA, ensureState, withStateLock } from "../database/state-schema.ts";
import type { BaseTable } from "../engine.ts";
import { quoteLiteral } from "../sql/fragment.ts";
import { quoteQualified } from "../sql/identifier.ts";

const TRIGGERS = [
  { name: "hdb_local_insert", event: "insert", referencing: `referencing new table as ${NEW_ROWS}` },
  {
    name: "hdb_local_update",
    event: "update",
    referencing: `referencing old table as ${OLD_ROWS} new table as ${NEW_ROWS}`,
  },
  { name: "hdb_local_delete", event: "delete", referencing: `referencing old table as ${OLD_ROWS}` },
  { name: "hdb_local_truncate", event: "truncate", referencing: "" },
] as const;

/** A relation whose statements can change the rows of a table: itself, its partitions, what it is a partition of. */
interface FamilyMember {
  oid: string;
  member: BaseTable;
  isTable: boolean;
  /** The triggers of ours that it has, with the functions that they call. */
  triggers: { trigger: string; name: string; body: string }[];
}

/**
 * Makes sure that every committed change of a table is announced.
 *
 * Statement-level triggers fire on the relation a statement names, so the whole partition (or inheritance) family of
 * the table gets them. Creating one waits for open transactions that write to the table: whatever commits after this
 * function returned is either announced or was visible before. Triggers of another version, or for other columns, are
 * replaced.
 *
 * @param columns whose values are announced. Members of a family announce none: their columns differ.
 * @param lockTimeout how long to wait for each relation, in milliseconds. Whoever wants to write to it waits as well.
 * @returns the relations whose announcements concern the table; undefined where it cannot have triggers (a foreign
 *   table, a materialised view, a table that is gone).
 * @throws DatabaseError `55P03` where the locks are not to be had in time.
 */
export async function announceChanges(
  client: pg.ClientBase,
  table: BaseTable,
  columns: readonly string[],
  lockTimeout: number,
): Promise<BaseTable[] | undefined> {
  const family = await readFamily(client, table);
  if (family.length === 0 || family.some((entry) => !entry.isTable)) return undefined;
  if (missingTriggers(family, columns).length > 0) {
    await withStateLock(client, async () => {
      await ensureState(client);
      await createTriggers(client, missingTriggers(await readFamily(client, table), columns), lockTimeout);
    });
  }
  return family.map((entry) => entry.member);
}

interface MissingTrigger {
  member: BaseTable;
  trigger: (typeof TRIGGERS)[number];
  calls: AnnouncingFunction;
}

function missingTriggers(family: readonly FamilyMember[], columns: readonly string[]): MissingTrigger[] {
  const announced = family.length === 1 ? columns : [];
  return family.flatMap(({ oid, member, triggers }) =>
    TRIGGERS.flatMap((trigger): MissingTrigger[] => {
      const calls = announcingFunction(oid, trigger.event, announced);
      const isThere = triggers.some(
        (entry) => entry.trigger === trigger.name && entry.name === calls.name && entry.body === calls.body,
      );
      return isThere ? [] : [{ member, trigger, calls }];
    }),
  );
}

async function createTriggers(
  client: pg.ClientBase,
  missing: readonly MissingTrigger[],
  lockTimeout: number,
): Promise<void> {
  await client.query("begin");
  try {
    await client.query(`set local lock_timeout = ${lockTimeout}`);
    for (const { member, trigger, calls } of missing) {
      await client.query(
        `create or replace function ${calls.name}() returns trigger language plpgsql as ${quoteLiteral(calls.body)}`,
      );
      await client.query(
        `create or replace trigger ${trigger.name} after ${trigger.event} on ${quoteQualified(member)} ${trigger.referencing}
         for each statement execute function ${calls.name}()`,
      );
    }
    await dropUnusedFunctions(client);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Those of tables that are gone, and `notify_change` of the version that announced no values. */
async function dropUnusedFunctions(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regprocedure::text as name from pg_proc
     where pronamespace = $1::regnamespace and (proname = 'notify_change' or proname like 'announce\\_%')
       and not exists (select from pg_trigger where tgfoid = pg_proc.oid)`,
    [STATE_SCHEMA],
  );
  for (const { name } of rows) await client.query(`drop function ${name}`);
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
     select pg_class.oid::text as oid, json_build_object('schema', nspname, 'name', relname) as member,
       relkind in ('r', 'p') as "isTable",
       array(
         select json_build_object(
           'trigger', tgname, 'name', pronamespace::regnamespace::text || '.' || proname, 'body', prosrc
         )
         from pg_trigger join pg_proc on pg_proc.oid = tgfoid
         where tgrelid = pg_class.oid and tgname = any ($3) and tgenabled in ('O', 'A')
       ) as triggers
     from family join pg_class using (oid) join pg_namespace on pg_namespace.oid = relnamespace
     where relkind not in ('i', 'I')`,
    [table.schema, table.name, TRIGGERS.map((trigger) => trigger.name)],
  );
  return rows;
}
