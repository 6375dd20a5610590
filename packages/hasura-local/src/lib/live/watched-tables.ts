import type { Pool } from "pg";
import { announceChanges } from "./change-triggers.ts";
import type { Change } from "./change.ts";
import type { BaseTable, LiveDependency } from "../engine.ts";

type WatchedTable = Pick<LiveDependency, "schema" | "name" | "keyColumns">;

/** Keeps track of which tables announce their changes, and which announcements concern which table. */
export class WatchedTables {
  readonly #pool: Pool;
  readonly #log: (line: string) => void;
  /** By table: true once its changes are announced, false where they cannot be. */
  readonly #outcomes = new Map<string, Promise<boolean>>();
  /** By the relation that announces: keys of the tables it concerns. */
  readonly #concerned = new Map<string, Set<string>>();
  /** One at a time: two tables of one family would wait for each other's locks. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(pool: Pool, log: (line: string) => void) {
    this.#pool = pool;
    this.#log = log;
  }

  /**
   * Resolves when changes of these tables are announced.
   *
   * @returns false where one of them cannot announce its changes; it has to be looked at regularly instead.
   */
  async watch(tables: readonly WatchedTable[]): Promise<boolean> {
    const outcomes = await Promise.all(tables.map((table) => this.#watchOne(table)));
    return outcomes.every(Boolean);
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
    this.#outcomes.clear();
    this.#concerned.clear();
  }

  #watchOne(table: WatchedTable): Promise<boolean> {
    const key = tableKey(table);
    const known = this.#outcomes.get(key);
    if (known) return known;
    const outcome = this.#queue.then(() => this.#announce(table));
    this.#queue = outcome;
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  async #announce(table: WatchedTable): Promise<boolean> {
    const key = tableKey(table);
    try {
      const client = await this.#pool.connect();
      try {
        const family = await announceChanges(client, table, table.keyColumns);
        for (const relation of family ?? []) {
          const concerned = this.#concerned.get(tableKey(relation)) ?? new Set();
          this.#concerned.set(tableKey(relation), concerned.add(key));
        }
        return family !== undefined;
      } finally {
        client.release();
      }
    } catch (error) {
      // The next subscription tries again; this one is kept fresh by the clock.
      this.#outcomes.delete(key);
      this.#log(`could not watch ${key}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}

/** One text per table, for maps. */
export function tableKey(table: BaseTable): string {
  return `${table.schema}.${table.name}`;
}
