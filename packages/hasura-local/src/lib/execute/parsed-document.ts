import { GraphQLError, Kind, parse } from "graphql";
import type {
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import { GraphQLRequestError } from "../errors.ts";

/** A document that was read: what does not depend on the role. */
export interface ParsedDocument {
  document: DocumentNode;
  operations: readonly OperationDefinitionNode[];
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** @throws GraphQLRequestError validation-failed for text that is not GraphQL, or fragments that form a cycle. */
export function parseDocument(text: string): ParsedDocument {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLRequestError("validation-failed", "not a valid graphql query", {
      path: "$.query",
      cause: error,
    });
  }
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node] as const),
  );
  checkCycles(operations, fragments);
  return { document, operations, fragments };
}

/** @throws GraphQLRequestError validation-failed if the name does not choose exactly one operation. */
export function chooseOperation(
  parsed: ParsedDocument,
  name: string | null | undefined,
): OperationDefinitionNode {
  if (name != null && name !== "") {
    const found = parsed.operations.find((operation) => operation.name?.value === name);
    if (found !== undefined) return found;
    throw new GraphQLRequestError("validation-failed", `no such operation found in the document: "${name}"`);
  }
  const [only] = parsed.operations;
  if (parsed.operations.length === 1 && only !== undefined) return only;
  throw new GraphQLRequestError(
    "validation-failed",
    "exactly one operation has to be present in the document when operationName is not specified",
  );
}

/** A fragment that contains itself would be planned for ever. */
function checkCycles(
  operations: readonly OperationDefinitionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  const done = new Set<string>();
  const visit = (set: SelectionSetNode, path: string, open: readonly string[]): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const alias = selection.alias?.value ?? selection.name.value;
        if (selection.selectionSet !== undefined)
          visit(selection.selectionSet, `${path}.${alias}.selectionSet`, open);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, path, open);
      } else {
        const name = selection.name.value;
        const start = open.indexOf(name);
        if (start !== -1) {
          throw new GraphQLRequestError(
            "validation-failed",
            `the fragment definition(s) ${open.slice(start).join(" and ")} form a cycle`,
            { path },
          );
        }
        const fragment = fragments.get(name);
        if (fragment === undefined || done.has(name)) continue;
        visit(fragment.selectionSet, `${path}.${name}.selectionSet`, [...open, name]);
        done.add(name);
      }
    }
  };
  for (const operation of operations) visit(operation.selectionSet, "$.selectionSet", []);
}
