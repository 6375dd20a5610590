import type { ColumnModel, RelationshipModel, TableModel } from "../model/types.ts";
import type { BooleanExpression } from "./boolean-expression.ts";
import type { Parameter } from "./parameter.ts";
import type { FieldPlan } from "./select-plan.ts";

/** One root field of a mutation that writes a table. */
export type TableMutationPlan =
  | { kind: "insert"; insert: InsertPlan; response: ResponsePlan; errorPath: string }
  | { kind: "update"; update: UpdatePlan; response: ResponsePlan }
  /** Runs in order; one response each. */
  | { kind: "update-many"; updates: readonly UpdatePlan[]; response: ResponsePlan }
  | { kind: "delete"; delete: DeletePlan; response: ResponsePlan };

/** What the client gets back. */
export type ResponsePlan =
  | { kind: "one"; table: TableModel; fields: readonly FieldPlan[] }
  | { kind: "many"; table: TableModel; fields: readonly ResponseFieldPlan[] };

export type ResponseFieldPlan =
  | { alias: string; kind: "typename"; name: string }
  | { alias: string; kind: "affected-rows" }
  | { alias: string; kind: "returning"; fields: readonly FieldPlan[] };

export interface InsertPlan {
  table: TableModel;
  rows: readonly InsertRowPlan[];
  check: BooleanExpression;
  conflict: ConflictPlan | null;
}

export interface InsertRowPlan {
  /** Columns that are left out take their default. */
  values: ReadonlyMap<ColumnModel, Parameter>;
  /** Rows that this one points to: inserted first. */
  before: readonly NestedInsertPlan[];
  /** Rows that point to this one: inserted afterwards. */
  after: readonly NestedInsertPlan[];
}

export interface NestedInsertPlan {
  relationship: RelationshipModel;
  insert: InsertPlan;
  /** Values that travel between the two rows: from the partner (before) or from this row (after). */
  carried: readonly { from: ColumnModel; slot: symbol }[];
}

export interface ConflictPlan {
  constraint: string;
  /** Empty: leave the row as it is. */
  update: readonly ColumnModel[];
  presets: readonly { column: ColumnModel; value: Parameter }[];
  where: BooleanExpression;
  /** Tested on rows that were updated instead of inserted. */
  check: BooleanExpression;
}

export interface UpdatePlan {
  table: TableModel;
  where: BooleanExpression;
  assignments: readonly Assignment[];
  check: BooleanExpression;
}

export interface Assignment {
  column: ColumnModel;
  operation: "set" | "inc" | "append" | "prepend" | "delete-key" | "delete-elem" | "delete-at-path";
  value: Parameter;
}

export interface DeletePlan {
  table: TableModel;
  where: BooleanExpression;
}
