import type { CatalogType } from "../catalog/types.ts";
import type { ColumnModel, ComputedFieldModel, RelationshipModel, TableModel } from "../model/types.ts";
import type { Operator } from "./operators.ts";
import type { Parameter } from "./parameter.ts";

/** A condition on a row: what `where` arguments and permission filters become. */
export type BooleanExpression =
  | { kind: "and" | "or"; terms: readonly BooleanExpression[] }
  | { kind: "not"; term: BooleanExpression }
  /** Inside, the current row is the root: what `["$", "column"]` of a permission means. */
  | { kind: "rooted"; term: BooleanExpression }
  | { kind: "comparison"; left: Operand; operator: Operator; right: Operand }
  | { kind: "is-null"; operand: Operand; negated: boolean }
  | { kind: "relationship"; relationship: RelationshipModel; where: BooleanExpression }
  | { kind: "exists"; table: TableModel; where: BooleanExpression }
  | {
      kind: "computed-table";
      field: ComputedFieldModel;
      arguments: FunctionArguments;
      where: BooleanExpression;
    }
  | AggregatePredicate;

export type Operand =
  | { kind: "column"; column: ColumnModel; of: "current" | "root" }
  | { kind: "parameter"; parameter: Parameter }
  | { kind: "cast"; operand: Operand; type: CatalogType }
  | { kind: "computed"; field: ComputedFieldModel; arguments: FunctionArguments };

/** A function's arguments besides the row: by position, absent ones take their default. */
export type FunctionArguments = readonly { position: number; name: string; value: Parameter }[];

/** A condition on the rows at the other end of an array relationship, taken together. */
export interface AggregatePredicate {
  kind: "aggregate";
  relationship: RelationshipModel;
  function: "count" | "bool_and" | "bool_or";
  columns: readonly ColumnModel[];
  distinct: boolean;
  /** The rows that count. */
  filter: BooleanExpression;
  comparisons: readonly { operator: Operator; right: Operand }[];
  isNull: readonly boolean[];
}

export const always: BooleanExpression = { kind: "and", terms: [] };

export function isAlways(expression: BooleanExpression): boolean {
  return expression.kind === "and" && expression.terms.length === 0;
}

/** A role's filter where it is asked for a row that a condition on another row has led to. */
export function rooted(filter: BooleanExpression): BooleanExpression {
  return isAlways(filter) ? filter : { kind: "rooted", term: filter };
}

/** All of the conditions; conditions that are always true disappear. */
export function allOf(terms: readonly BooleanExpression[]): BooleanExpression {
  const flat = terms.flatMap((term) => (term.kind === "and" ? term.terms : [term]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind: "and", terms: flat };
}
