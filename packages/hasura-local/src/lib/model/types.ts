import type { CatalogFunction, CatalogTable, CatalogType } from "../catalog/types.ts";
import type {
  ActionMetadata,
  CustomTypes,
  FunctionMetadata,
  RootFieldKind,
  TableMetadata,
} from "../metadata/types.ts";

/** The metadata resolved against the catalog: what every role's view is cut from. */
export interface Model {
  /** Tracked tables, by `tableKey`. */
  tables: ReadonlyMap<string, TableModel>;
  functions: readonly FunctionModel[];
  actions: readonly ActionMetadata[];
  customTypes: CustomTypes;
  inheritedRoles: ReadonlyMap<string, readonly string[]>;
  /** Parts of the metadata that do not fit the database. */
  problems: readonly string[];
}

export interface TableModel {
  key: string;
  table: CatalogTable;
  metadata: TableMetadata;
  /** The base name of the table's GraphQL types and fields. */
  name: string;
  description: string | null;
  /** In the order of the table; `field` is the GraphQL name. */
  columns: readonly ColumnModel[];
  column(name: string): ColumnModel | undefined;
  primaryKey: readonly ColumnModel[];
  relationships: ReadonlyMap<string, RelationshipModel>;
  computedFields: ReadonlyMap<string, ComputedFieldModel>;
  rootFields: Record<RootFieldKind, RootFieldModel>;
  /** An enum table's values, else null. */
  enumValues: readonly { value: string; comment: string | null }[] | null;
}

export interface ColumnModel {
  name: string;
  field: string;
  type: CatalogType;
  notNull: boolean;
  generated: boolean;
  description: string | null;
  /** The enum table that the column refers to. */
  enumTable: TableModel | null;
}

export interface RootFieldModel {
  name: string;
  description: string | null;
}

export interface RelationshipModel {
  name: string;
  kind: "object" | "array";
  description: string | null;
  source: TableModel;
  target: TableModel;
  /** Pairs of this table's column and the target's. */
  columns: readonly { source: ColumnModel; target: ColumnModel }[];
  /** Each row has at most one partner, by a unique or primary key of the target. */
  unique: boolean;
  /** A foreign key over columns that are not null: there is always a partner. */
  required: boolean;
  /** Where a nested insert of the partner goes. */
  insertionOrder: "before-parent" | "after-parent";
}

export interface ComputedFieldModel {
  name: string;
  description: string | null;
  function: CatalogFunction;
  /** Position of the argument that takes the row. */
  tableArgument: number;
  sessionArgument: number | null;
  /** A table-valued field's rows; null for a scalar one. */
  target: TableModel | null;
}

export interface FunctionModel {
  name: string;
  aggregateName: string;
  description: string | null;
  function: CatalogFunction;
  metadata: FunctionMetadata;
  sessionArgument: number | null;
  exposedAs: "query" | "mutation";
  target: TableModel;
}
