/** How a table serves as a queue of deliveries. Conditions and lists are SQL in which `q` is a row of the table. */
export interface QueueTable {
  /** Qualified name of a table that has {@link queueColumns}. */
  name: string;
  /** Qualified name of its invocation log. */
  invocations: string;
  /** Holds until a delivery is settled. */
  pending: string;
  /** Assignments by which the step of an outcome `o` (`o.step`) settles a row. */
  settle: string;
  /** What a delivery is made from, beside id, trigger and tries. */
  columns: string;
}

/**
 * Columns of every queue.
 *
 * @param start the column from whose time on a delivery is due.
 */
export function queueColumns(start: string): string {
  return `
    id uuid primary key default gen_random_uuid(),
    position bigint not null generated always as identity,
    trigger_name text not null,
    tries integer not null default 0,
    created_at timestamptz not null default now(),
    next_retry_at timestamptz,
    locked_by text,
    locked_until timestamptz,
    due_at timestamptz not null generated always as (greatest(${start}, next_retry_at, locked_until)) stored`;
}

/** DDL of the index that finds what is due. */
export function queueIndex(name: string, table: string, pending: string): string {
  const condition = pending.replaceAll("q.", "");
  return `create index if not exists ${name} on ${table} (trigger_name, due_at, position) where ${condition}`;
}

/** DDL of an invocation log. */
export function invocationLog(name: string, queue: string): string {
  return `
    create table if not exists ${name} (
      id uuid primary key default gen_random_uuid(),
      event_id uuid not null references ${queue} on delete cascade,
      trigger_name text not null,
      status integer,
      request json not null,
      response json not null,
      created_at timestamptz not null default clock_timestamp()
    );
    create index if not exists ${name.split(".").at(-1)}_event_id on ${name} (event_id)`;
}
