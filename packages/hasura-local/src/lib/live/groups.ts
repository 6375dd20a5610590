import { Group } from "./group.ts";
import type { StatementRunner } from "./run-statement.ts";
import { tableKey } from "./watched-tables.ts";
import type { LiveOperation } from "../engine.ts";

/** The groups that somebody is subscribed to. */
export class Groups {
  readonly #options: { run: StatementRunner; batchSize: number };
  /** By the operation's key. */
  readonly #groups = new Map<string, Group>();
  readonly #ofTable = new Map<string, Set<Group>>();

  constructor(options: { run: StatementRunner; batchSize: number }) {
    this.#options = options;
  }

  get all(): Iterable<Group> {
    return this.#groups.values();
  }

  /** @param table key of a table. */
  ofTable(table: string): Iterable<Group> {
    return this.#ofTable.get(table) ?? [];
  }

  /** Whether some group reads a table. */
  read(table: string): boolean {
    return this.#ofTable.has(table);
  }

  /** The group of an operation, if it has one. */
  find(operation: LiveOperation): Group | undefined {
    return this.#groups.get(operation.key);
  }

  /** The group of an operation; somebody joins it at once, and it goes with the last who leaves. */
  findOrMake(operation: LiveOperation): Group {
    const known = this.find(operation);
    if (known) return known;
    const tables = operation.dependencies.map(tableKey);
    const onEmpty = (): void => {
      this.#groups.delete(operation.key);
      for (const table of tables) {
        this.#ofTable.get(table)?.delete(group);
        if (this.#ofTable.get(table)?.size === 0) this.#ofTable.delete(table);
      }
    };
    const group = new Group(operation, { ...this.#options, onEmpty });
    this.#groups.set(operation.key, group);
    for (const table of tables) {
      this.#ofTable.set(table, (this.#ofTable.get(table) ?? new Set()).add(group));
    }
    return group;
  }
}
