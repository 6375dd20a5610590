import { OperationTypeNode } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { RootPlan } from "../plan/operation-plan.ts";
import type { Statement } from "../sql/statement.ts";
import { compileReads } from "./compile-read.ts";
import { compileWrite } from "./compile-write.ts";
import { compileLive } from "./live-operation.ts";
import type { CompiledLive, LiveField } from "./live-operation.ts";
import type { CompiledMutationField } from "./run-mutation.ts";

/** An operation compiled for a role and a shape of variables: shared by all requests that agree on both. */
export type CompiledOperation =
  | { kind: "query"; roots: readonly RootPlan[]; statement: Statement | null }
  | { kind: "mutation"; fields: readonly CompiledMutationField[] }
  | { kind: "subscription"; live: CompiledLive };

/** @throws GraphQLRequestError for what a subscription cannot do. */
export function compileOperation(
  operation: OperationTypeNode,
  roots: readonly RootPlan[],
  stringifyNumericTypes: boolean,
): CompiledOperation {
  switch (operation) {
    case OperationTypeNode.QUERY: {
      const reads = roots.flatMap(({ value }) => (value.kind === "read" ? [value.read] : []));
      return {
        kind: "query",
        roots,
        statement: reads.length === 0 ? null : compileReads(reads, stringifyNumericTypes),
      };
    }
    case OperationTypeNode.MUTATION:
      return { kind: "mutation", fields: roots.map((root) => mutationField(root, stringifyNumericTypes)) };
    case OperationTypeNode.SUBSCRIPTION:
      return { kind: "subscription", live: compileLive(roots.map(liveField), stringifyNumericTypes) };
  }
}

function mutationField({ alias, value }: RootPlan, stringifyNumericTypes: boolean): CompiledMutationField {
  switch (value.kind) {
    case "write": {
      // Only inserts have a path of their own in Hasura's errors.
      const errorPath = value.write.kind === "insert" ? value.write.errorPath : "$";
      return { alias, kind: "write", write: compileWrite(value.write, stringifyNumericTypes), errorPath };
    }
    case "read":
    case "call":
      return { alias, kind: "call", statement: compileReads([value.read], stringifyNumericTypes) };
    case "constant":
    case "introspection":
    case "action":
      return { alias, kind: "other", value };
  }
}

function liveField({ alias, value }: RootPlan): LiveField {
  if (value.kind === "read" || value.kind === "constant") return { alias, value };
  throw new GraphQLRequestError("not-supported", `"${alias}" cannot be subscribed to`);
}
