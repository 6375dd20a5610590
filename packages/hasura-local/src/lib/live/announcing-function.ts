import { STATE_SCHEMA } from "../database/state-schema.ts";
import { quoteLiteral } from "../sql/fragment.ts";
import { quoteIdentifier } from "../sql/identifier.ts";

/** Name of the Postgres notification channel. */
export const CHANGE_CHANNEL = "hdb_local_changes";

/** Transition tables of the triggers. */
export const OLD_ROWS = "hdb_local_old";
export const NEW_ROWS = "hdb_local_new";

/** A statement that changes more rows announces no values: collecting them would cost more than it saves. */
const MAX_ROWS = 1000;
/** A column with more distinct values is left out of an announcement. */
const MAX_VALUES = 32;
/** Postgres refuses longer payloads. */
const MAX_BYTES = 7999;

export type ChangeEvent = "insert" | "update" | "delete" | "truncate";

/** A trigger function of ours. */
export interface AnnouncingFunction {
  /** Qualified. */
  name: string;
  /** PL/pgSQL; what the database has is compared with it, so that a newer server replaces an older one's. */
  body: string;
}

/**
 * The function that announces the changes of one table: one notification per statement that changed a row, of which
 * Postgres merges equal ones of a transaction. The payload is a JSON array,
 * `["schema", "table", {"column": ["value", …], …}]`: the distinct values of key columns in the changed rows, before
 * and after. It is written for the table, because collecting by dynamic SQL costs a write several times as much.
 *
 * @param oid of the table.
 * @param columns whose values are announced; those with too many, or all of them, are left out at need.
 */
export function announcingFunction(
  oid: string,
  event: ChangeEvent,
  columns: readonly string[],
): AnnouncingFunction {
  const tables = { insert: [NEW_ROWS], update: [OLD_ROWS, NEW_ROWS], delete: [OLD_ROWS], truncate: [] }[
    event
  ];
  return {
    name: `${STATE_SCHEMA}.announce_${event}_${oid}`,
    body: event === "truncate" ? announceTable : announceRows(tables, columns),
  };
}

const send = (values: string): string =>
  `pg_catalog.json_build_array(tg_table_schema, tg_table_name${values})::text`;

const announceTable = `
begin
  perform pg_catalog.pg_notify('${CHANGE_CHANNEL}', ${send("")});
  return null;
end`;

function announceRows(tables: readonly string[], columns: readonly string[]): string {
  // Columns may be named as the variables are.
  return `
#variable_conflict use_column
declare
  changed int;
  payload text;
begin
  select pg_catalog.count(*) into changed
  from (select from ${tables[0] ?? ""} limit ${MAX_ROWS + 1}) as changed_rows;
  if changed = 0 then
    return null;
  end if;
  ${columns.length === 0 ? "" : collect(tables, columns)}
  if payload is null or pg_catalog.octet_length(payload) > ${MAX_BYTES} then
    payload := ${send("")};
  end if;
  perform pg_catalog.pg_notify('${CHANGE_CHANNEL}', payload);
  return null;
end`;
}

/** A column that was renamed or dropped since must not make the write fail. */
function collect(tables: readonly string[], columns: readonly string[]): string {
  const names = columns.map(quoteIdentifier);
  const rows = tables.map((table) => `select ${names.join(", ")} from ${table}`).join(" union all ");
  const lists = names.map(
    (name, index) =>
      `pg_catalog.array_agg(distinct ${name}::text) filter (where ${name} is not null) as v${index}`,
  );
  const entries = columns.map((column, index) => {
    const list = `coalesce(v${index}, '{}')`;
    return `${quoteLiteral(column)}, case when pg_catalog.cardinality(${list}) <= ${MAX_VALUES} then ${list} end`;
  });
  return `begin
    if changed <= ${MAX_ROWS} then
      select ${send(`, pg_catalog.json_strip_nulls(pg_catalog.json_build_object(${entries.join(", ")}))`)} into payload
      from (select ${lists.join(", ")} from (${rows}) as changed_rows) as lists;
    end if;
  exception when others then
    payload := null;
  end;`;
}
