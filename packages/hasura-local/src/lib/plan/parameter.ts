import type { GraphQLInputType } from "graphql";
import type { CatalogType } from "../catalog/types.ts";

/**
 * A value that a statement needs, as a node of the plan. A plan is cached and shared, so it holds where a value comes
 * from; the value itself is looked up for every execution.
 */
export type Parameter =
  | VariableParameter
  | LiteralParameter
  | SessionParameter
  | SessionObjectParameter
  | CursorParameter
  | ListParameter
  | ParentParameter;

interface Typed {
  /** What the value is cast to. */
  type: CatalogType;
}

/** A GraphQL variable, or a leaf inside one. */
export interface VariableParameter extends Typed {
  kind: "variable";
  name: string;
  path: readonly (string | number)[];
  /** What the value is checked against. */
  graphqlType: GraphQLInputType;
  /** Where the value stands in the request, for messages. */
  errorPath: string;
  /** `limit` and `offset`: refuses negative numbers. */
  nonNegative?: boolean;
  /** `offset`: takes digits in a string. */
  numericString?: boolean;
}

/** A value written in the document or in the metadata, encoded as Postgres reads it. */
export interface LiteralParameter extends Typed {
  kind: "literal";
  text: string | null;
}

/** A session variable, by its lower-case name. */
export interface SessionParameter extends Typed {
  kind: "session";
  name: string;
}

/** All session variables as one JSON object. */
export interface SessionObjectParameter extends Typed {
  kind: "session-object";
}

/** The position of a streaming subscription. */
export interface CursorParameter extends Typed {
  kind: "cursor";
  column: string;
}

/** Several values as one array of texts: a column of many rows to insert. */
export interface ListParameter extends Typed {
  kind: "list";
  items: readonly Parameter[];
}

/** A column's value of a row that an earlier statement of the same mutation wrote. */
export interface ParentParameter extends Typed {
  kind: "parent";
  /** Filled by the executor before the statement that needs it runs. */
  slot: symbol;
}

/** Parameters with equal keys always have equal values; null: never shared. */
export function parameterKey(parameter: Parameter): string | null {
  const type = parameter.type.sqlName;
  switch (parameter.kind) {
    case "variable":
      return `v:${parameter.name}:${parameter.path.join(".")}:${type}`;
    case "session":
      return `s:${parameter.name}:${type}`;
    case "session-object":
      return `o:${type}`;
    case "cursor":
      return `c:${parameter.column}:${type}`;
    case "literal":
    case "list":
    case "parent":
      return null;
  }
}
