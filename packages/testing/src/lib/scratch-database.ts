import { randomBytes } from "node:crypto";
import pg from "pg";
import { scratchServerUrl } from "./scratch-server.ts";

/** Any number; serialises making a template among the processes that share a server. */
const TEMPLATE_LOCK = 4_101_995;

/** What a scratch database starts with. */
export interface ScratchDatabaseOptions {
  /** Name of a template database on the scratch server, such as "migrated". Absent: an empty database. */
  template?: string;
  /** Fills the template the first time anybody asks for it: migrations, seeds. Must close its own connections. */
  prepare?: (url: string) => Promise<void>;
}

/** A database of one test or test file. */
export interface ScratchDatabase {
  /** Connection string of a superuser. */
  url: string;
  /** Ends the connections that are still open and removes the database. */
  drop(): Promise<void>;
}

/**
 * Creates a fresh database on a real Postgres that is there for tests only. The server starts on first use, is shared by
 * all workers of a vitest run, and is gone after the run even if that is killed.
 *
 * @param options what the database is copied from
 */
export async function createScratchDatabase(options: ScratchDatabaseOptions = {}): Promise<ScratchDatabase> {
  const server = await scratchServerUrl();
  const template = options.template === undefined ? undefined : `template_${options.template}`;
  if (template && options.prepare) await ensureTemplate(server, template, options.prepare);
  const name = `scratch_${process.pid}_${randomBytes(6).toString("hex")}`;
  await execute(
    server,
    `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template ?? "template1")}`,
  );
  return {
    url: withDatabase(server, name),
    async drop() {
      // A pool says that it has ended when its connections are about to end; one that is cut off then has nobody to tell.
      await execute(
        server,
        `do $$ begin
           for _ in 1..100 loop
             perform pg_stat_clear_snapshot();
             exit when not exists (select from pg_stat_activity where datname = ${pg.escapeLiteral(name)});
             perform pg_sleep(0.01);
           end loop;
         end $$`,
      );
      await execute(server, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    },
  };
}

async function ensureTemplate(
  server: string,
  template: string,
  prepare: (url: string) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount) return;
    // Under another name until it is complete: a failed preparation must not leave a template behind.
    const draft = `draft_${randomBytes(6).toString("hex")}`;
    await client.query(`create database ${draft}`);
    try {
      await prepare(withDatabase(server, draft));
      await client.query(`alter database ${draft} rename to ${pg.escapeIdentifier(template)}`);
    } catch (error) {
      await client.query(`drop database ${draft} with (force)`);
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function execute(server: string, sql: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
