import { Kind } from "@0no-co/graphql.web";
import { stringifyDocument } from "@urql/core";
import type { DocumentNode, FieldNode, OperationDefinitionNode, VariableDefinitionNode } from "graphql";
import {
  flattenFields,
  fragmentsOf,
  isIncluded,
  mainOperation,
  responseKey,
  type FlatField,
  type Variables,
} from "../documents/ast.ts";
import { reachableFragments } from "../documents/query-facts.ts";
import type { ModelIndex } from "../model/lookup.ts";
import { remembered } from "../remembered.ts";

/** The subscription that keeps one root field of a query fresh. */
export interface LivePart {
  /** Where the field stands in the query's answer. */
  key: string;
  operationName: string;
  query: string;
  variableNames: readonly string[];
  /** Whether directives leave anything of it, given the variables. */
  isWanted(variables: Variables): boolean;
}

/** A query as subscriptions: Hasura answers one root field per subscription. */
export interface LivePlan {
  parts: readonly LivePart[];
  /** Root fields that cannot be subscribed to (actions, remote schemas): they stay as they were fetched. */
  staticKeys: readonly string[];
}

const plans = new WeakMap<DocumentNode, LivePlan>();

/** @returns How a query document is kept live; worked out once per document. */
export function livePlan(document: DocumentNode, index: ModelIndex): LivePlan {
  return remembered(plans, document, () => derive(document, index));
}

function derive(document: DocumentNode, index: ModelIndex): LivePlan {
  const operation = mainOperation(document);
  const groups = new Map<string, FlatField[]>();
  const staticKeys: string[] = [];
  for (const flat of flattenFields(operation.selectionSet, fragmentsOf(document))) {
    const name = flat.field.name.value;
    if (name === "__typename") continue;
    const key = responseKey(flat.field);
    const cached = operation.directives?.some((directive) => directive.name.value === "cached");
    if (!cached && index.root(name)) remembered(groups, key, () => []).push(flat);
    else staticKeys.push(key);
  }
  const parts = [...groups].map(([key, fields]) => derivePart(document, operation, key, fields));
  return { parts, staticKeys };
}

function derivePart(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  key: string,
  fields: readonly FlatField[],
): LivePart {
  const selections = fields.map(({ field }) => withoutConditions(field));
  const fragments = reachableFragments(selections, fragmentsOf(document));
  const used = new Set<string>();
  for (const node of [...selections, ...fragments]) collectVariables(node, used);
  const name = `${operation.name?.value ?? "Live"}__${key}`;
  const subscription: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION as OperationDefinitionNode["kind"],
    operation: "subscription" as OperationDefinitionNode["operation"],
    name: { kind: Kind.NAME as "Name" as never, value: name },
    variableDefinitions: (operation.variableDefinitions ?? []).filter((definition: VariableDefinitionNode) =>
      used.has(definition.variable.name.value),
    ),
    selectionSet: { kind: Kind.SELECTION_SET as never, selections },
  };
  return {
    key,
    operationName: name,
    query: stringifyDocument({ kind: Kind.DOCUMENT, definitions: [subscription, ...fragments] } as never),
    variableNames: [...used],
    isWanted: (variables) =>
      fields.some(({ field, around }) =>
        [...around, field.directives].every((directives) => isIncluded(directives, variables)),
      ),
  };
}

// The client decides about `@include` and `@skip` at the root: on the root of a subscription the specification forbids them
// (GraphQL, 5.2.4.1 Single Root Field).
function withoutConditions(field: FieldNode): FieldNode {
  const directives = field.directives?.filter(
    ({ name }) => name.value !== "include" && name.value !== "skip",
  );
  return { ...field, directives };
}

/** Adds the names of the variables that a node uses. */
export function collectVariables(node: unknown, used: Set<string>): void {
  if (Array.isArray(node)) {
    for (const inner of node) collectVariables(inner, used);
  } else if (typeof node === "object" && node !== null) {
    if ("kind" in node && node.kind === Kind.VARIABLE) {
      used.add((node as unknown as { name: { value: string } }).name.value);
    } else {
      for (const [name, inner] of Object.entries(node)) if (name !== "loc") collectVariables(inner, used);
    }
  }
}
