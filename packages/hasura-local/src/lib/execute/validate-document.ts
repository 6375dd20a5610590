import { Kind, specifiedRules, validate } from "graphql";
import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { ParsedDocument } from "./parsed-document.ts";

/** Rules that Hasura does not apply, or that the planner applies with Hasura's own words. */
const leftOut = new Set([
  "ExecutableDefinitionsRule",
  "LoneAnonymousOperationRule",
  "NoUnusedFragmentsRule",
  "NoUnusedVariablesRule",
  "SingleFieldSubscriptionsRule",
  "ValuesOfCorrectTypeRule",
  "KnownDirectivesRule",
]);
const rules = specifiedRules.filter((rule) => !leftOut.has(rule.name));

/**
 * The rest of the specification's validation, after the planner found nothing: conflicting fields, variables of the
 * wrong type.
 *
 * @throws GraphQLRequestError validation-failed
 */
export function validateDocument(
  schema: GraphQLSchema,
  parsed: ParsedDocument,
  operation: OperationDefinitionNode,
): void {
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...parsed.fragments.values()],
  } as const;
  const [error] = validate(schema, document, rules, { maxErrors: 1 });
  if (error !== undefined) throw new GraphQLRequestError("validation-failed", error.message);
}
