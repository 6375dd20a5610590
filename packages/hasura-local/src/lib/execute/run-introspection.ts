import { executeSync, Kind } from "graphql";
import type { FieldNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { ParsedDocument } from "./parsed-document.ts";

/** Answers `__schema` or `__type` by the role's schema. @returns JSON text. */
export function runIntrospection(
  schema: GraphQLSchema,
  parsed: ParsedDocument,
  operation: OperationDefinitionNode,
  field: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): string {
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: [field] } } as const,
      ...parsed.fragments.values(),
    ],
  } as const;
  const result = executeSync({ schema, document, variableValues: variables });
  const [error] = result.errors ?? [];
  if (error !== undefined) throw new GraphQLRequestError("validation-failed", error.message);
  return JSON.stringify(result.data?.[field.alias?.value ?? field.name.value] ?? null);
}
