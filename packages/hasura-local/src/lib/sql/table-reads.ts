import { tableKey } from "../catalog/types.ts";
import type { CatalogBaseTable, CatalogTable } from "../catalog/types.ts";
import { noEqualities } from "./equalities.ts";
import type { Equalities } from "./equalities.ts";

/** How a statement reads a base table. */
export interface TableRead {
  table: CatalogBaseTable;
  /** What is known of the rows that matter, in terms of key columns: one entry per place that reads the table. */
  places: readonly Equalities[];
}

/** Collects the base tables that a statement reads. */
export class TableReads {
  readonly #reads = new Map<string, { table: CatalogBaseTable; places: Equalities[] }>();

  /** @param known what is known of the relation's rows that matter. */
  add(relation: CatalogTable, known: Equalities): void {
    for (const table of relation.baseTables) {
      const key = tableKey(table);
      const read = this.#reads.get(key) ?? { table, places: [] };
      this.#reads.set(key, read);
      // Which rows of its base tables a view's row is made of is not looked into.
      const isItself = relation.kind === "table";
      read.places.push(isItself ? ofColumns(known, table.keyColumns) : noEqualities);
    }
  }

  get all(): readonly TableRead[] {
    return [...this.#reads.values()];
  }
}

function ofColumns(equalities: Equalities, names: readonly string[]): Equalities {
  return new Map([...equalities].filter(([name]) => names.includes(name)));
}
