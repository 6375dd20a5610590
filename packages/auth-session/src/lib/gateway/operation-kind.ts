import { getOperationAST, GraphQLError, parse } from "graphql";

/**
 * How an operation travels: queries and mutations go up over HTTP, `live` and `stream` over the socket. A `stream`
 * (Hasura: a root field ending in `_stream`) has a cursor at the API, so it cannot be issued again unseen.
 */
export type OperationKind = "query" | "mutation" | "live" | "stream";

const MAX_CACHED = 500;

/**
 * @returns A function that tells the kind of an operation, or what is wrong with it, and remembers what it parsed.
 */
export function createOperationKinds(): (
  query: string,
  operationName?: string | null,
) => OperationKind | GraphQLError {
  const cache = new Map<string, OperationKind | GraphQLError>();
  return (query, operationName) => {
    const key = `${operationName ?? ""}\n${query}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const kind = kindOf(query, operationName);
    cache.set(key, kind);
    const oldest = cache.size > MAX_CACHED ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    return kind;
  };
}

function kindOf(query: string, operationName?: string | null): OperationKind | GraphQLError {
  try {
    const operation = getOperationAST(parse(query, { noLocation: true, maxTokens: 20_000 }), operationName);
    if (!operation)
      return new GraphQLError("The document has no such operation, or several and none was named.");
    if (operation.operation !== "subscription") return operation.operation;
    const streams = operation.selectionSet.selections.some(
      (field) => field.kind === "Field" && field.name.value.endsWith("_stream"),
    );
    return streams ? "stream" : "live";
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError("The document cannot be parsed.");
  }
}
