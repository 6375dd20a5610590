import { STATE_SCHEMA } from "../database/state-schema.ts";
import type { EventOperation, QualifiedName } from "../metadata/types.ts";
import { quoteLiteral } from "../sql/fragment.ts";
import { quoteIdentifier } from "../sql/identifier.ts";

/** The operations that a trigger can listen to, as Postgres and the payload name them. */
export const OPERATIONS = ["INSERT", "UPDATE", "DELETE"] as const;
type Operation = (typeof OPERATIONS)[number];

/** A SQL trigger that logs the events of one operation for one event trigger. */
export interface Capture {
  trigger: string;
  table: QualifiedName;
  operation: Operation;
  spec: EventOperation;
}

/** What every SQL trigger of ours that captures events begins with. */
export const CAPTURE_PREFIX = "hdb_event_";

/** Name of both the function and the SQL trigger; unique, as event triggers' names are. At most 59 bytes. */
export function captureName(capture: Pick<Capture, "trigger" | "operation">): string {
  return `${CAPTURE_PREFIX}${capture.trigger}_${capture.operation.toLowerCase()}`;
}

/** Qualified and quoted name of the function. */
export function captureFunctionName(capture: Capture): string {
  return `${STATE_SCHEMA}.${quoteIdentifier(captureName(capture))}`;
}

/** DDL of the function behind the SQL trigger. It runs with its owner's rights: a writer of the table need not know of the log. */
export function captureFunction(capture: Capture): string {
  const body = capture.operation === "UPDATE" ? logWhereDistinct(capture) : `begin ${log(capture)} end`;
  return `
    create or replace function ${captureFunctionName(capture)}() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as ${quoteLiteral(body)}`;
}

/** The table's name is written into the function, because the trigger of a partition would tell the partition's. */
function log({ trigger, table, operation, spec }: Capture): string {
  const before = operation === "INSERT" ? "null::json" : rowToJson("old", spec.payload ?? "*");
  const after = operation === "DELETE" ? "null::json" : rowToJson("new", spec.payload ?? "*");
  const names = [table.schema, table.name, trigger, operation].map(quoteLiteral).join(", ");
  return `
    perform ${STATE_SCHEMA}.log_event(${names}, json_build_object('old', ${before}, 'new', ${after}));
    return null;`;
}

/**
 * Compares the watched columns as records, in which nulls are equal; a type that has no equality (json) is compared by
 * its bytes. Only the comparison stands in a block that catches: what is written in one gets a subtransaction's id.
 */
function logWhereDistinct(capture: Capture): string {
  const { columns } = capture.spec;
  return `
    declare
      before record := ${watched("old", columns)};
      after record := ${watched("new", columns)};
      is_distinct boolean := before *<> after;
    begin
      if is_distinct then
        begin
          is_distinct := before <> after;
        exception when undefined_function then
          null;
        end;
      end if;
      if not is_distinct then
        return null;
      end if;
      ${log(capture)}
    end`;
}

function watched(row: "old" | "new", columns: readonly string[] | "*"): string {
  return columns === "*" ? row : `row(${list(row, columns)})`;
}

function rowToJson(row: "old" | "new", columns: readonly string[] | "*"): string {
  if (columns === "*") return `row_to_json(${row})`;
  return `(select row_to_json(picked) from (select ${list(row, columns)}) as picked)`;
}

function list(row: "old" | "new", columns: readonly string[]): string {
  return columns.map((column) => `${row}.${quoteIdentifier(column)}`).join(", ");
}
