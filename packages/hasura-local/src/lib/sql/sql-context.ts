import { tableKey } from "../catalog/types.ts";
import type { CatalogFunction, CatalogTable } from "../catalog/types.ts";
import type { BaseTable } from "../execute/operation.ts";
import type { Fragment } from "./fragment.ts";
import { qualified } from "./identifier.ts";

/** State of writing one statement: aliases, and what the statement turned out to read. */
export class SqlContext {
  /** bigint, numeric, float8 and money become JSON strings. */
  readonly stringifyNumericTypes: boolean;
  readonly #dependencies = new Map<string, BaseTable>();
  #aliases = 0;
  #timeDependent = false;

  constructor(stringifyNumericTypes: boolean) {
    this.stringifyNumericTypes = stringifyNumericTypes;
  }

  /** A short alias that nothing else in the statement has; GraphQL names and ordinary columns never begin with "~". */
  alias(): string {
    this.#aliases += 1;
    return `~t${this.#aliases}`;
  }

  /** A table's name in the statement; the only way to get one, so that nothing read is forgotten. */
  table(table: CatalogTable): Fragment {
    for (const base of table.baseTables) this.#dependencies.set(tableKey(base), base);
    if (table.timeDependent) this.#timeDependent = true;
    return qualified(table);
  }

  /** A function's name in the statement. What it reads is unknown, so its result counts as changing with time. */
  function(called: CatalogFunction): Fragment {
    if (called.volatility !== "immutable") this.#timeDependent = true;
    return qualified(called);
  }

  get dependencies(): BaseTable[] {
    return [...this.#dependencies.values()];
  }

  get timeDependent(): boolean {
    return this.#timeDependent;
  }
}
