import { tableKey } from "../catalog/types.ts";
import type { CatalogBaseTable, CatalogTable, CatalogTableRead } from "../catalog/types.ts";
import type { Parameter } from "../plan/parameter.ts";
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
    for (const { table, columns } of relation.reads) {
      const key = tableKey(table);
      const read = this.#reads.get(key) ?? { table, places: [] };
      this.#reads.set(key, read);
      read.places.push(knownOfBase(known, columns));
    }
  }

  get all(): readonly TableRead[] {
    return [...this.#reads.values()];
  }
}

function knownOfBase(known: Equalities, columns: CatalogTableRead["columns"]): Equalities {
  return new Map(
    columns.flatMap(({ own, base }): [string, Parameter][] => {
      const value = known.get(own);
      return value === undefined ? [] : [[base, value]];
    }),
  );
}
