import type { FieldNode, GraphQLInputType, GraphQLOutputType } from "graphql";
import type { ActionMetadata } from "../metadata/types.ts";
import type { JsonSource } from "./json-source.ts";
import type { TableMutationPlan } from "./mutation-plan.ts";
import type { Parameter } from "./parameter.ts";
import type { AggregatePlan, RowsPlan } from "./select-plan.ts";

/** One key of the response's `data`. */
export interface RootPlan {
  alias: string;
  value: RootValuePlan;
}

export type RootValuePlan =
  | { kind: "constant"; json: string }
  | { kind: "introspection"; node: FieldNode }
  | { kind: "read"; read: ReadPlan }
  | { kind: "write"; write: TableMutationPlan; path: string }
  /** A function tracked as a mutation: a read that writes. */
  | { kind: "call"; read: ReadPlan }
  | { kind: "action"; action: ActionPlan };

/** A root field that one query answers. */
export type ReadPlan =
  | { kind: "list"; rows: RowsPlan }
  | { kind: "one"; rows: RowsPlan }
  | { kind: "aggregate"; aggregate: AggregatePlan }
  | { kind: "stream"; stream: StreamPlan };

export interface StreamPlan {
  rows: RowsPlan;
  column: RowsPlan["table"]["columns"][number];
  ordering: "asc" | "desc";
  /** The cursor at the start; null: from the beginning. */
  initial: Parameter | null;
}

export interface ActionPlan {
  action: ActionMetadata;
  /** The input as JSON; looked up for every request. */
  input: readonly { name: string; value: JsonSource; type: GraphQLInputType; path: string }[];
  type: GraphQLOutputType;
  selection: ActionSelection | null;
  path: string;
}

/** What the client takes from an action's result; null for a scalar. */
export interface ActionSelection {
  fields: readonly ActionFieldSelection[];
}

export type ActionFieldSelection =
  | { alias: string; kind: "typename"; name: string }
  | {
      alias: string;
      kind: "field";
      name: string;
      type: GraphQLOutputType;
      selection: ActionSelection | null;
    };
