import type { GraphQLEnumValue, GraphQLField, GraphQLInputField } from "graphql";
import type { ActionMetadata } from "../metadata/types.ts";
import type {
  ColumnModel,
  ComputedFieldModel,
  FunctionModel,
  RelationshipModel,
  TableModel,
} from "../model/types.ts";
import type { Operator } from "../plan/operators.ts";

/** What a field of an object type stands for; the planner works from this and never from names. */
export type FieldMeaning =
  | { kind: "column"; column: ColumnModel }
  | { kind: "relationship"; relationship: RelationshipModel }
  | { kind: "relationship-aggregate"; relationship: RelationshipModel }
  | { kind: "computed-scalar"; field: ComputedFieldModel }
  | { kind: "computed-table"; field: ComputedFieldModel; target: TableModel }
  | { kind: "aggregate" }
  | { kind: "nodes" }
  | { kind: "count" }
  | { kind: "aggregate-function"; name: string }
  | { kind: "affected-rows" }
  | { kind: "returning" }
  | RootMeaning;

export type RootMeaning =
  | { kind: "select" | "select-by-pk" | "select-aggregate" | "select-stream"; table: TableModel }
  | {
      kind: "insert" | "insert-one" | "update" | "update-by-pk" | "update-many" | "delete" | "delete-by-pk";
      table: TableModel;
    }
  | { kind: "function" | "function-aggregate"; function: FunctionModel }
  | { kind: "action"; action: ActionMetadata }
  | { kind: "no-queries" };

/** What a field of an input object, or a value of an enum, stands for. */
export type InputMeaning =
  | { kind: "and" | "or" | "not" }
  | { kind: "column"; column: ColumnModel }
  | { kind: "relationship"; relationship: RelationshipModel }
  | { kind: "relationship-aggregate"; relationship: RelationshipModel }
  | { kind: "computed-scalar"; field: ComputedFieldModel }
  | { kind: "computed-table"; field: ComputedFieldModel; target: TableModel }
  | { kind: "operator"; operator: Operator }
  | { kind: "is-null" }
  | { kind: "cast"; to: ColumnModel["type"] }
  | { kind: "aggregate-predicate"; function: "count" | "bool_and" | "bool_or" }
  | { kind: "count" }
  | { kind: "aggregate-function"; name: string }
  | { kind: "function-argument"; position: number; name: string; type: ColumnModel["type"] };

const KEY = "hasura-local";

/** The `extensions` that carry a field's meaning. */
export function means(meaning: FieldMeaning | InputMeaning): { extensions: Record<string, unknown> } {
  return { extensions: { [KEY]: meaning } };
}

/** The meaning of an output field; undefined for what GraphQL itself or an action's type defines. */
export function fieldMeaning(field: GraphQLField<unknown, unknown>): FieldMeaning | undefined {
  return field.extensions[KEY] as FieldMeaning | undefined;
}

export function inputMeaning(field: GraphQLInputField | GraphQLEnumValue): InputMeaning | undefined {
  return field.extensions[KEY] as InputMeaning | undefined;
}
