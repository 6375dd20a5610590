import type { ColumnModel, TableModel } from "../model/types.ts";
import type { BooleanExpression } from "../plan/boolean-expression.ts";
import type { Parameter } from "../plan/parameter.ts";

/** What a role may do with a table; absent: nothing of the kind. */
export interface TablePermissions {
  select?: SelectRule;
  insert?: InsertRule;
  update?: UpdateRule;
  delete?: DeleteRule;
}

export interface SelectRule {
  /** Columns the role sees. A condition says for which rows (inherited roles), null: for all that pass `filter`. */
  columns: ReadonlyMap<ColumnModel, BooleanExpression | null>;
  /** Names of scalar computed fields. */
  computedFields: ReadonlyMap<string, BooleanExpression | null>;
  filter: BooleanExpression;
  limit: number | null;
  aggregations: boolean;
  /** Root fields that exist; null: all. */
  queryRootFields: ReadonlySet<string> | null;
  subscriptionRootFields: ReadonlySet<string> | null;
}

export interface Preset {
  column: ColumnModel;
  value: Parameter;
}

export interface InsertRule {
  columns: ReadonlySet<ColumnModel>;
  presets: readonly Preset[];
  check: BooleanExpression;
  backendOnly: boolean;
}

export interface UpdateRule {
  columns: ReadonlySet<ColumnModel>;
  presets: readonly Preset[];
  filter: BooleanExpression;
  check: BooleanExpression;
  backendOnly: boolean;
}

export interface DeleteRule {
  filter: BooleanExpression;
  backendOnly: boolean;
}

/** The permissions of one role on every table. */
export interface RolePermissions {
  role: string;
  of(table: TableModel): TablePermissions;
}
