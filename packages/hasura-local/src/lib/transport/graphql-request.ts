import type { GraphQLRequest } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";

/**
 * Reads one GraphQL request from a parsed body.
 *
 * @throws GraphQLRequestError `parse-failed`, with the wording of Hasura's JSON parser.
 */
export function parseGraphQLRequest(body: unknown): GraphQLRequest {
  if (!isObject(body)) {
    throw failed(
      "$",
      `parsing Hasura.GraphQL.Transport.HTTP.Protocol.GQLReq failed, expected Object, but encountered ${kindOf(body)}`,
    );
  }
  const { query, variables, operationName } = body;
  if (query === undefined) throw failed("$", 'key "query" not found');
  if (typeof query !== "string") {
    throw failed("$.query", `parsing Text failed, expected String, but encountered ${kindOf(query)}`);
  }
  if (variables != null && !isObject(variables)) {
    throw failed(
      "$.variables",
      `parsing HashMap failed, expected Object, but encountered ${kindOf(variables)}`,
    );
  }
  if (operationName != null && typeof operationName !== "string") {
    throw failed(
      "$.operationName",
      `parsing Text failed, expected String, but encountered ${kindOf(operationName)}`,
    );
  }
  return { query, variables: variables ?? null, operationName: operationName ?? null };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "Array";
  return { string: "String", number: "Number", boolean: "Boolean" }[typeof value as string] ?? "Object";
}

function failed(path: string, message: string): GraphQLRequestError {
  return new GraphQLRequestError("parse-failed", message, { path });
}
