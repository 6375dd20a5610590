import { exactColumnFamily, exactFamily } from "../catalog/exact-equality.ts";
import type { CatalogFunction, CatalogTable } from "../catalog/types.ts";
import { noEqualities } from "./equalities.ts";
import type { Equalities } from "./equalities.ts";
import { sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { identifier, qualified } from "./identifier.ts";
import { TableReads } from "./table-reads.ts";
import type { TableRead } from "./table-reads.ts";

/** State of writing one statement: aliases, and what the statement turned out to read. */
export class SqlContext {
  /** bigint, numeric, float8 and money become JSON strings. */
  readonly stringifyNumericTypes: boolean;
  readonly #reads = new TableReads();
  /** What is known of the rows that matter, by alias. */
  readonly #known = new Map<string, Equalities>();
  #aliases = 0;
  #timeDependent = false;
  #callsFunctions = false;

  constructor(stringifyNumericTypes: boolean) {
    this.stringifyNumericTypes = stringifyNumericTypes;
  }

  /** A short alias that nothing else in the statement has; GraphQL names and ordinary columns never begin with "~". */
  alias(): string {
    this.#aliases += 1;
    return `~t${this.#aliases}`;
  }

  /**
   * A table under an alias; the only way to get one into the statement, so that nothing read is forgotten.
   *
   * @param demanded what the statement itself demands of the alias' rows: the caller writes it as a condition on them.
   */
  table(table: CatalogTable, alias: string, demanded: Equalities = noEqualities): Fragment {
    const exact = exactOnly(table, demanded);
    this.#known.set(alias, exact);
    this.#reads.add(table, exact);
    if (table.timeDependent) this.#timeDependent = true;
    if (table.callsFunctions) this.#callsFunctions = true;
    return sql`${qualified(table)} AS ${identifier(alias)}`;
  }

  /** What is known of the rows of an alias that matter; nothing of those that come out of a function. */
  known(alias: string): Equalities {
    return this.#known.get(alias) ?? noEqualities;
  }

  /** Says that an alias stands for rows of another one. */
  sameRows(alias: string, as: string): void {
    this.#known.set(alias, this.known(as));
  }

  /**
   * A function's name in the statement. What it reads is unknown, so its result counts as changing with time, and as
   * depending on every row of whatever the statement reads.
   */
  function(called: CatalogFunction): Fragment {
    if (called.volatility !== "immutable") {
      this.#timeDependent = true;
      this.#callsFunctions = true;
    }
    return qualified(called);
  }

  get reads(): readonly TableRead[] {
    const { all } = this.#reads;
    return this.#callsFunctions ? all.map(({ table }) => ({ table, places: [noEqualities] })) : all;
  }

  get timeDependent(): boolean {
    return this.#timeDependent;
  }
}

/** Without those that Postgres may hold to be satisfied by a value with another text. */
function exactOnly(table: CatalogTable, equalities: Equalities): Equalities {
  return new Map(
    [...equalities].filter(([name, { type }]) => {
      const column = table.columns.find((entry) => entry.name === name);
      const family = column === undefined ? null : exactColumnFamily(column);
      return family !== null && family === exactFamily(type);
    }),
  );
}
