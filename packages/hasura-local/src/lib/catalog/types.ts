/** What this server knows about a database, read once per reload: plain records, no behaviour. */
export interface Catalog {
  /** By `tableKey`. */
  tables: ReadonlyMap<string, CatalogTable>;
  functions: readonly CatalogFunction[];
}

export interface CatalogTable {
  schema: string;
  name: string;
  kind: "table" | "view" | "materialized-view" | "foreign-table";
  comment: string | null;
  columns: readonly CatalogColumn[];
  primaryKey: CatalogConstraint | null;
  /** Unique and primary keys: what `on_conflict` can name. */
  uniqueConstraints: readonly CatalogConstraint[];
  foreignKeys: readonly CatalogForeignKey[];
  insertable: boolean;
  updatable: boolean;
  deletable: boolean;
  /** The places that read the tables a change of which can change this relation's rows; itself for a table. */
  reads: readonly CatalogTableRead[];
  /** A view that calls a function which is not immutable: its rows can change without a write. */
  timeDependent: boolean;
  /** A view that calls a function which may read tables itself. */
  callsFunctions: boolean;
}

export interface CatalogBaseTable {
  schema: string;
  name: string;
  /**
   * The columns by which rows find each other: those of the primary key and of the foreign keys, as far as their
   * equality is exact. They follow from the table alone, so what announces its changes need not know who listens.
   */
  keyColumns: readonly string[];
}

/** A place where a table is read. */
export interface CatalogTableRead {
  table: CatalogBaseTable;
  /**
   * A condition that the relation's column `own` equals a value is one that the table's key column `base` does: rows of
   * the table with other values take no part.
   */
  columns: readonly { own: string; base: string }[];
}

export interface CatalogColumn {
  name: string;
  type: CatalogType;
  notNull: boolean;
  /** A default, an identity or a sequence fills the column when an insert leaves it out. */
  hasDefault: boolean;
  /** `generated always as identity` and stored generated columns refuse values. */
  generated: boolean;
  /** Its collation, if it has one, holds only identical texts to be equal. */
  deterministic: boolean;
  comment: string | null;
}

export interface CatalogType {
  /** The catalog's short name, e.g. `int4`, `timestamptz`. */
  name: string;
  /** How SQL spells the type in a cast, without length or precision, quoted and qualified as needed. */
  sqlName: string;
  kind: "base" | "array" | "enum" | "domain" | "composite" | "range" | "other";
  /** Arrays only. */
  element: CatalogType | null;
  /** Domains only: the type that it is made of, which may be a domain again. */
  base: CatalogType | null;
}

export interface CatalogConstraint {
  name: string;
  columns: readonly string[];
}

export interface CatalogForeignKey {
  name: string;
  columns: readonly string[];
  target: { schema: string; name: string };
  targetColumns: readonly string[];
}

export interface CatalogFunction {
  schema: string;
  name: string;
  comment: string | null;
  volatility: "immutable" | "stable" | "volatile";
  arguments: readonly {
    name: string;
    type: CatalogType;
    composite: { schema: string; name: string } | null;
  }[];
  /** How many arguments at the end have a default. */
  defaults: number;
  returnsSet: boolean;
  returnType: CatalogType;
  /** The table whose row type the function returns. */
  returnTable: { schema: string; name: string } | null;
  /** Overloaded, variadic or with OUT arguments: cannot be tracked. */
  unsupported: string | null;
}

/** The key of a table in `Catalog.tables`. */
export function tableKey(table: { schema: string; name: string }): string {
  return `${table.schema}.${table.name}`;
}
