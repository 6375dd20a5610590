import { OperationTypeNode } from "graphql";
import type { GraphQLObjectType, OperationDefinitionNode } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { FunctionModel } from "../model/types.ts";
import { MULTIPLE_TOP_LEVEL_FIELDS } from "../schema/build.ts";
import { fieldMeaning } from "../schema/meaning.ts";
import type { RootMeaning } from "../schema/meaning.ts";
import type { ReadPlan, RootPlan, RootValuePlan } from "./operation-plan.ts";
import { planAction } from "./plan-action.ts";
import { planAggregate } from "./plan-aggregate.ts";
import { fieldArguments, resolveField } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { planDeleteField } from "./plan-delete.ts";
import { planFunctionArguments } from "./plan-function-arguments.ts";
import { planInsertField } from "./plan-insert.ts";
import { planFields, planRowByKey, planRows } from "./plan-rows.ts";
import { planStream } from "./plan-stream.ts";
import { planUpdateField, planUpdateMany } from "./plan-update.ts";
import type { RowSource } from "./select-plan.ts";
import { collectFields } from "./selection.ts";

/**
 * Plans the root fields of an operation, in the order of the response.
 *
 * @throws GraphQLRequestError for whatever the document gets wrong, with Hasura's message and path.
 */
export function planOperation(context: PlanContext, operation: OperationDefinitionNode): RootPlan[] {
  const type = rootType(context, operation.operation);
  const selected = collectFields([operation.selectionSet], type, context.document, "$.selectionSet");
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) checkSubscription(operation, selected.length);
  return selected.map((field): RootPlan => {
    const { alias, name } = field;
    if (operation.operation === OperationTypeNode.QUERY && (name === "__schema" || name === "__type")) {
      return { alias, value: { kind: "introspection", node: mergedNode(field.nodes) } };
    }
    const resolved = resolveField(field, type);
    if (resolved.definition === null) return { alias, value: constant(type.name) };
    return { alias, value: planRoot(context, resolved) };
  });
}

function rootType(context: PlanContext, operation: OperationTypeNode): GraphQLObjectType {
  const type = context.schema.getRootType(operation);
  if (type != null) return type;
  throw new GraphQLRequestError(
    "validation-failed",
    operation === OperationTypeNode.MUTATION ? "no mutations exist" : "no subscriptions exist",
  );
}

function checkSubscription(operation: OperationDefinitionNode, fields: number): void {
  const several = operation.directives?.some(
    (directive) => directive.name.value === MULTIPLE_TOP_LEVEL_FIELDS,
  );
  if (fields > 1 && several !== true) {
    throw new GraphQLRequestError("validation-failed", "subscriptions must select one top level field");
  }
}

function planRoot(context: PlanContext, field: ResolvedField): RootValuePlan {
  const meaning = fieldMeaning(field.definition) as RootMeaning | undefined;
  switch (meaning?.kind) {
    case "no-queries":
      return constant(field.definition.description ?? "");
    case "select":
      return read({ kind: "list", rows: planRows(context, field, meaning.table) });
    case "select-by-pk":
      return read({ kind: "one", rows: planRowByKey(context, field, meaning.table) });
    case "select-aggregate":
      return read({
        kind: "aggregate",
        aggregate: planAggregate(context, field, meaning.table, {}, planFields),
      });
    case "select-stream":
      return read({ kind: "stream", stream: planStream(context, field, meaning.table) });
    case "function": {
      const plan = planFunction(context, field, meaning.function);
      return meaning.function.exposedAs === "mutation" ? { kind: "call", read: plan } : read(plan);
    }
    case "function-aggregate": {
      const { function: called } = meaning;
      const source = functionSource(context, field, called);
      const plan: ReadPlan = {
        kind: "aggregate",
        aggregate: planAggregate(context, field, called.target, { source }, planFields),
      };
      return called.exposedAs === "mutation" ? { kind: "call", read: plan } : read(plan);
    }
    case "insert":
    case "insert-one":
      return write(field, planInsertField(context, field, meaning.table, meaning.kind === "insert-one"));
    case "update":
    case "update-by-pk":
      return write(field, planUpdateField(context, field, meaning.table, meaning.kind === "update-by-pk"));
    case "update-many":
      return write(field, planUpdateMany(context, field, meaning.table));
    case "delete":
    case "delete-by-pk":
      return write(field, planDeleteField(context, field, meaning.table, meaning.kind === "delete-by-pk"));
    case "action":
      return { kind: "action", action: planAction(context, field, meaning.action) };
    case undefined:
      throw new TypeError(`The root field ${field.definition.name} has no meaning`);
  }
}

function planFunction(context: PlanContext, field: ResolvedField, called: FunctionModel): ReadPlan {
  const rows = planRows(context, field, called.target, { source: functionSource(context, field, called) });
  return called.function.returnsSet ? { kind: "list", rows } : { kind: "one", rows };
}

function functionSource(context: PlanContext, field: ResolvedField, called: FunctionModel): RowSource {
  const input = fieldArguments(context, field).get("args");
  return {
    kind: "function",
    function: called.function,
    arguments: planFunctionArguments(called.function, called.sessionArgument, input, new Set()),
  };
}

function read(plan: ReadPlan): RootValuePlan {
  return { kind: "read", read: plan };
}

function write(
  field: ResolvedField,
  plan: Extract<RootValuePlan, { kind: "write" }>["write"],
): RootValuePlan {
  return { kind: "write", write: plan, path: field.selected.path };
}

function constant(value: string): RootValuePlan {
  return { kind: "constant", json: JSON.stringify(value) };
}

type Node = ResolvedField["selected"]["nodes"][number];

/** One field node with the selections of all. */
function mergedNode(nodes: ResolvedField["selected"]["nodes"]): Node {
  const [first] = nodes;
  if (nodes.length === 1 || first.selectionSet === undefined) return first;
  const selections = nodes.flatMap((node) => node.selectionSet?.selections ?? []);
  return { ...first, selectionSet: { ...first.selectionSet, selections } };
}
