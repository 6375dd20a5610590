import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { announceChanges } from "./change-triggers.ts";
import type { Change } from "./change.ts";
import { withPooledClient } from "../database/pooled-client.ts";
import type { BaseTable, LiveDependency } from "../engine.ts";

type WatchableTable = Pick<LiveDependency, "schema" | "name" | "keyColumns">;

export interface WatchedTablesOptions {
  pool: pg.Pool;
  /** How long an attempt to make triggers may wait, in milliseconds: whoever wants to write waits behind it. */
  lockTimeout: number;
  /** Whether somebody still depends on a table. */
  isWanted: (table: string) => boolean;
  /** From now on changes of these tables, by their keys, are heard; what came before may not have been. */
  onAnnounced: (tables: readonly string[]) => void;
  log: (line: string) => void;
}

interface WatchedTable {
  table: WatchableTable;
  /**
   * `pending` until its triggers stand, which may take as long as others write to it; `silent` where it can have none;
   * `failed` where they were refused, until somebody asks for it again.
   */
  state: "pending" | "announced" | "silent" | "failed";
  /** The log says that somebody keeps it from being announced. */
  isReported?: boolean;
}

const FIRST_RETRY = 100;
const LONGEST_RETRY = 5000;
/** Somebody holds a lock, for longer than an attempt waits or in the opposite order. */
const BUSY = /^(55P03|40P01)$/;
/** The connection or the server went away, not the statement (classes 08 and 57P of Postgres' error codes). */
const CONNECTION_LOST = /^(08|57P)/;

/** Has tables announce their changes, and knows which announcements concern which table. */
export class WatchedTables {
  readonly #options: WatchedTablesOptions;
  readonly #tables = new Map<string, WatchedTable>();
  /** By the relation that announces: keys of the tables it concerns. */
  readonly #concerned = new Map<string, Set<string>>();
  readonly #closing = new AbortController();
  #isWorking = false;
  #work = Promise.resolve();
  /** Ends a pause between attempts. */
  #nudge = new AbortController();

  constructor(options: WatchedTablesOptions) {
    this.#options = options;
  }

  /** Begins to make these tables announce their changes; nobody waits for that. */
  watch(tables: readonly WatchableTable[]): void {
    let isNew = false;
    for (const table of tables) {
      const key = tableKey(table);
      const known = this.#tables.get(key);
      if (known !== undefined && known.state !== "failed") continue;
      this.#tables.set(key, { table, state: "pending" });
      isNew = true;
    }
    if (!isNew) return;
    this.#nudge.abort();
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#work = this.#attemptAll();
  }

  /** Whether changes of all of these tables are heard. Otherwise one has to look at them regularly. */
  areAnnounced(tables: readonly BaseTable[]): boolean {
    return tables.every((table) => this.#tables.get(tableKey(table))?.state === "announced");
  }

  /** The tables that an announced change concerns, by their keys, with what is known of the changed rows. */
  concernedBy({ table: relation, values }: Change): { table: string; values: Change["values"] }[] {
    const own = tableKey(relation);
    return [...(this.#concerned.get(own) ?? [])].map((table) => ({
      table,
      values: table === own ? values : new Map(),
    }));
  }

  /** Forgets what it knows: the schema has changed. */
  clear(): void {
    this.#tables.clear();
    this.#concerned.clear();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#nudge.abort();
    await this.#work;
  }

  /** One table at a time: two of one family would wait for each other's locks. */
  async #attemptAll(): Promise<void> {
    let pause = FIRST_RETRY;
    for (;;) {
      const pending = [...this.#tables].filter(([, { state }]) => state === "pending");
      if (pending.length === 0 || this.#closing.signal.aborted) {
        this.#isWorking = false;
        return;
      }
      this.#nudge = new AbortController();
      const announced: string[] = [];
      for (const [key, entry] of pending) {
        await this.#attempt(key, entry);
        if (entry.state === "announced") announced.push(key);
      }
      if (announced.length > 0) this.#options.onAnnounced(announced);
      if (pending.every(([, { state }]) => state !== "pending")) continue;
      const isNudged = await delay(pause, false, { signal: this.#nudge.signal }).catch(() => true);
      pause = isNudged ? FIRST_RETRY : Math.min(pause * 2, LONGEST_RETRY);
    }
  }

  async #attempt(key: string, entry: WatchedTable): Promise<void> {
    if (this.#closing.signal.aborted || this.#tables.get(key) !== entry) return;
    if (!this.#options.isWanted(key)) {
      this.#tables.delete(key);
      return;
    }
    try {
      const family = await this.#announce(entry.table);
      // Meanwhile the schema may have changed.
      if (this.#tables.get(key) !== entry) return;
      for (const relation of family ?? []) {
        const concerned = this.#concerned.get(tableKey(relation)) ?? new Set();
        this.#concerned.set(tableKey(relation), concerned.add(key));
      }
      entry.state = family === undefined ? "silent" : "announced";
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? (error.code ?? "") : "";
      if (BUSY.test(code)) this.#report(key, entry);
      else if (code !== "" && !CONNECTION_LOST.test(code)) {
        entry.state = "failed";
        this.#options.log(`could not watch ${key}: ${String(error)}`);
      }
    }
  }

  #report(key: string, entry: WatchedTable): void {
    if (entry.isReported) return;
    entry.isReported = true;
    this.#options.log(
      `${key} is asked regularly, until transactions end that write to it and its triggers can be made`,
    );
  }

  async #announce(table: WatchableTable): Promise<BaseTable[] | undefined> {
    const { pool, lockTimeout } = this.#options;
    return withPooledClient(pool, (client) => announceChanges(client, table, table.keyColumns, lockTimeout));
  }
}

/** One text per table, for maps. */
export function tableKey(table: BaseTable): string {
  return `${table.schema}.${table.name}`;
}
