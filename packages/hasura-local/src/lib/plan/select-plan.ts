import type { CatalogFunction } from "../catalog/types.ts";
import type { ColumnModel, ComputedFieldModel, RelationshipModel, TableModel } from "../model/types.ts";
import type { BooleanExpression, FunctionArguments } from "./boolean-expression.ts";
import type { Parameter } from "./parameter.ts";

/** Rows of a table, in an order, as JSON objects. The unit that queries, relationships and `returning` are made of. */
export interface RowsPlan {
  source: RowSource;
  table: TableModel;
  /** How the rows belong to the row around them; null at the root. */
  join: RelationshipModel | null;
  /** The client's condition and the role's. */
  where: BooleanExpression;
  distinctOn: readonly ColumnModel[];
  orderBy: readonly OrderItem[];
  limit: Parameter | null;
  /** The role's limit; the smaller one counts. */
  permissionLimit: number | null;
  offset: Parameter | null;
  fields: readonly FieldPlan[];
}

export type RowSource =
  | { kind: "table" }
  /** A tracked function's rows. */
  | { kind: "function"; function: CatalogFunction; arguments: FunctionArguments }
  /** A computed field's rows: its function applied to the row around. */
  | { kind: "computed"; field: ComputedFieldModel; arguments: FunctionArguments }
  /** Rows that an earlier statement returned, as an array of the table's row type. */
  | { kind: "given"; rows: Parameter };

/** One key of a JSON object. */
export interface FieldPlan {
  alias: string;
  value: ValuePlan;
}

export type ValuePlan =
  | { kind: "typename"; name: string }
  | { kind: "column"; column: ColumnModel; path: Parameter | null; condition: BooleanExpression | null }
  | {
      kind: "computed";
      field: ComputedFieldModel;
      arguments: FunctionArguments;
      path: Parameter | null;
      condition: BooleanExpression | null;
    }
  | { kind: "object"; rows: RowsPlan }
  | { kind: "array"; rows: RowsPlan }
  | { kind: "aggregate"; aggregate: AggregatePlan };

export interface AggregatePlan {
  /** The rows taken together; their `fields` are empty. */
  rows: RowsPlan;
  fields: readonly AggregateFieldPlan[];
}

export type AggregateFieldPlan =
  | { alias: string; kind: "typename"; name: string }
  | { alias: string; kind: "aggregate"; fields: readonly AggregateValuePlan[] }
  | { alias: string; kind: "nodes"; fields: readonly FieldPlan[] };

export type AggregateValuePlan =
  | { alias: string; kind: "typename"; name: string }
  | { alias: string; kind: "count"; columns: readonly VisibleColumn[]; distinct: boolean }
  | {
      alias: string;
      kind: "function";
      name: string;
      columns: readonly (
        | { alias: string; kind: "typename"; name: string }
        | ({ alias: string; kind: "column" } & VisibleColumn)
      )[];
    };

/** A column and, for inherited roles, the rows in which the role sees it. */
export interface VisibleColumn {
  column: ColumnModel;
  condition: BooleanExpression | null;
}

export interface OrderItem {
  value: OrderValue;
  direction: "asc" | "desc";
  nulls: "first" | "last";
}

export type OrderValue =
  | ({ kind: "column" } & VisibleColumn)
  | { kind: "computed"; field: ComputedFieldModel; arguments: FunctionArguments }
  /** `where` is the role's filter on the other table. */
  | { kind: "relationship"; relationship: RelationshipModel; where: BooleanExpression; value: OrderValue }
  | {
      kind: "aggregate";
      of: RelationshipModel | { field: ComputedFieldModel; target: TableModel; arguments: FunctionArguments };
      where: BooleanExpression;
      function: string;
      /** null: `count` of rows. */
      column: VisibleColumn | null;
    };

/** Whether the JSON needs more than the row itself. */
export function reachesOtherRows(fields: readonly FieldPlan[]): boolean {
  return fields.some(({ value }) => value.kind !== "typename" && value.kind !== "column");
}
