import { tableKey } from "./watched-tables.ts";
import type { Change } from "./change.ts";
import type { Cohort } from "./cohort.ts";
import type { LiveDependency, RowKey } from "../engine.ts";

type Values = Change["values"];

/** The cohorts that depend on one table. */
interface TableEntry {
  /** Whom every row concerns. */
  everyRow: Set<Cohort>;
  /** By column and value of a key's first column; a cohort stands once for each of its keys. */
  byValue: Map<string, Map<string, Set<Cohort>>>;
}

/** Finds the cohorts whose results a change may have changed, without looking at the others. */
export class CohortIndex {
  readonly #tables = new Map<string, TableEntry>();

  add(cohort: Cohort): void {
    for (const dependency of cohort.dependencies) {
      for (const row of dependency.rows) this.#place(dependency, row).add(cohort);
    }
  }

  delete(cohort: Cohort): void {
    for (const dependency of cohort.dependencies) {
      for (const row of dependency.rows) {
        const place = this.#place(dependency, row);
        place.delete(cohort);
        const [first] = Object.entries(row);
        if (place.size === 0 && first) this.#table(dependency).byValue.get(first[0])?.delete(first[1]);
      }
    }
  }

  /** @param table key of the table whose rows have changed. */
  *concernedBy(table: string, values: Values): Iterable<Cohort> {
    const entry = this.#tables.get(table);
    if (entry === undefined) return;
    yield* entry.everyRow;
    for (const [column, byValue] of entry.byValue) {
      const changed = values.get(column);
      const places = changed === undefined ? byValue.values() : found(byValue, changed);
      for (const place of places) {
        for (const cohort of place) if (isConcerned(cohort, table, values)) yield cohort;
      }
    }
  }

  #place(table: LiveDependency, row: RowKey): Set<Cohort> {
    const entry = this.#table(table);
    const [first] = Object.entries(row);
    if (first === undefined) return entry.everyRow;
    const [column, value] = first;
    const byValue = getOrAdd(entry.byValue, column, () => new Map<string, Set<Cohort>>());
    return getOrAdd(byValue, value, () => new Set());
  }

  #table(table: LiveDependency): TableEntry {
    return getOrAdd(this.#tables, tableKey(table), () => ({ everyRow: new Set(), byValue: new Map() }));
  }
}

function found<T>(map: ReadonlyMap<string, T>, keys: ReadonlySet<string>): T[] {
  return [...keys].flatMap((key) => map.get(key) ?? []);
}

/** A changed row may fit one of the cohort's keys in all of its columns. */
function isConcerned(cohort: Cohort, table: string, values: Values): boolean {
  return cohort.dependencies.some(
    (dependency) =>
      tableKey(dependency) === table &&
      dependency.rows.some((row) =>
        Object.entries(row).every(([column, value]) => values.get(column)?.has(value) ?? true),
      ),
  );
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
