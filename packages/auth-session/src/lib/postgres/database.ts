import { setTimeout as delay } from "node:timers/promises";
import { Secret } from "@potluck/contracts/secret";
import pg from "pg";
import type { AuthLog } from "../auth-event.ts";
import { migratePostgresStore } from "./migrate.ts";

/** A connection string; a function where it can change while the process runs. It is asked before every use: keep it quick. */
export type DatabaseUrl = Secret | (() => Promise<Secret>);

/** What {@link Database} works with. */
export interface DatabaseOptions {
  url: DatabaseUrl;
  /** Connections at most, besides the one that listens. */
  maxConnections: number;
  /** Ms until a statement, or a connection, counts as failed. */
  timeoutMs: number;
  /** Whether to bring the schema up to date before its first use. */
  migrates: boolean;
  log: AuthLog;
}

interface Open {
  url: string;
  pool: pg.Pool;
  /** Null until somebody needs the schema, and after a failure: then the next one tries again. */
  migrating: Promise<void> | null;
  isMigrated: boolean;
}

/** Postgres, as the store uses it: nothing waits for long, and nothing has to be there when the process starts. */
export class Database {
  readonly #options: DatabaseOptions;
  #open: Open | null = null;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /**
   * Runs one statement; brings the schema up to date first.
   *
   * @returns Its rows.
   */
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const open = await this.#opened();
    if (!open.isMigrated) await Promise.race([this.#migrate(open), this.#impatience()]);
    const { rows } = await open.pool.query<Row>(text, [...values]);
    return rows;
  }

  /** Resolves when the database answers and the schema is up to date. */
  async ready(): Promise<void> {
    const open = await this.#opened();
    if (open.isMigrated) await open.pool.query("select 1");
    else await this.#migrate(open);
  }

  /** @returns A connection of its own, for who has to keep one. */
  async connect(): Promise<pg.Client> {
    const { url } = await this.#opened();
    const client = new pg.Client({
      connectionString: url,
      application_name: "auth-session listener",
      connectionTimeoutMillis: this.#options.timeoutMs,
      query_timeout: this.#options.timeoutMs,
      keepAlive: true,
    });
    // Whoever uses it hears of its end by itself.
    client.on("error", () => undefined);
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.pool.end();
  }

  async #opened(): Promise<Open> {
    const { url } = this.#options;
    const address = (typeof url === "function" ? await url() : url).reveal();
    if (this.#open?.url === address) return this.#open;
    void this.#open?.pool.end();
    const { maxConnections: max, timeoutMs } = this.#options;
    const pool = new pg.Pool({
      connectionString: address,
      application_name: "auth-session",
      max,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
    });
    // An idle connection that breaks is replaced when the next one is needed.
    pool.on("error", () => undefined);
    this.#open = { url: address, pool, migrating: null, isMigrated: !this.#options.migrates };
    return this.#open;
  }

  #migrate(open: Open): Promise<void> {
    open.migrating ??= migratePostgresStore(new Secret(open.url)).then(
      ({ from, to }) => {
        open.isMigrated = true;
        if (from !== to) this.#options.log({ type: "store-migrated", from, to });
      },
      (error: unknown) => {
        open.migrating = null;
        throw error;
      },
    );
    return open.migrating;
  }

  /** Whoever waits for the schema waits no longer than for anything else. */
  async #impatience(): Promise<never> {
    await delay(this.#options.timeoutMs, undefined, { ref: false });
    throw new Error("The schema is not ready yet.");
  }
}
