import { randomUUID } from "node:crypto";
import { FUNCTIONS_SECRET_HEADER } from "@potluck/contracts";
import type { TestApi } from "./api.ts";
import { testSecrets } from "./context.ts";

/** A change of a row as Postgres saw it, which is what an event tells of. */
export interface Change {
  /** The event's id: the same for every delivery. */
  id: string;
  at: Date;
  table: string;
  op: "INSERT" | "UPDATE" | "DELETE";
  old: Record<string, unknown> | null;
  new: Record<string, unknown> | null;
  session: Record<string, string> | null;
}

/** Has the database write down every change of some tables, with who asked for it, in the order of the changes. */
export async function recordChanges(api: TestApi, tables: readonly string[]): Promise<void> {
  await api.sql(`
    create schema test;
    create table test.changes (
      position bigint generated always as identity, id uuid not null default gen_random_uuid(), at timestamptz not null default clock_timestamp(),
      "table" text not null, op text not null, old jsonb, new jsonb, session jsonb
    );
    create function test.record() returns trigger language plpgsql security definer as $$
    begin
      insert into test.changes ("table", op, old, new, session) values (
        tg_table_name, tg_op, case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end,
        nullif(current_setting('hasura.user', true), '')::jsonb
      );
      return null;
    end $$;`);
  for (const table of tables) {
    await api.sql(
      `create trigger zz_record after insert or update or delete on public.${table} for each row execute function test.record()`,
    );
  }
}

/** @returns What has changed, oldest first; of one row where its id is given. */
export function readChanges(api: TestApi, table: string, rowId?: string): Promise<Change[]> {
  return api.sql(
    `select id, at, "table", op, old, new, session from test.changes
     where "table" = $1 and ($2::text is null or coalesce(new, old) ->> 'id' = $2) order by position`,
    [table, rowId ?? null],
  );
}

/** Delivers an event as Hasura does. */
export function deliver(api: TestApi, name: string, change: Change, currentRetry = 0): Promise<Response> {
  const body = {
    id: change.id,
    created_at: change.at.toISOString(),
    delivery_info: { current_retry: currentRetry, max_retries: 10 },
    event: {
      op: change.op,
      data: { old: change.old, new: change.new },
      session_variables: change.session,
      trace_context: null,
    },
    table: { schema: "public", name: change.table },
    trigger: { name: name.replaceAll("-", "_") },
  };
  return api.functions(fromApi(`/events/${name}`, body));
}

/** Calls a cron trigger's function as Hasura does. */
export function tick(api: TestApi, name: string): Promise<Response> {
  const body = {
    id: randomUUID(),
    name: name.replaceAll("-", "_"),
    scheduled_time: new Date().toISOString(),
    payload: {},
  };
  return api.functions(fromApi(`/cron/${name}`, body));
}

function fromApi(path: string, body: unknown): Request {
  return new Request(`http://functions.test${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", [FUNCTIONS_SECRET_HEADER]: testSecrets.functions },
    body: JSON.stringify(body),
  });
}
