import { Kind, valueFromASTUntyped } from "@0no-co/graphql.web";
import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";

/** Variables of an operation. */
export type Variables = Readonly<Record<string, unknown>>;

/** @returns The operation a document defines. */
export function mainOperation(document: DocumentNode): OperationDefinitionNode {
  const found = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!found) throw new TypeError("The document defines no operation; pass a query, not a fragment.");
  return found as OperationDefinitionNode;
}

/** @returns A document's fragments by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const found = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) found.set(node.name.value, node as FragmentDefinitionNode);
  }
  return found;
}

/** @returns The key under which a field stands in the answer. */
export function responseKey(field: FieldNode): string {
  return field.alias ? field.alias.value : field.name.value;
}

/** @returns A field's arguments with variables filled in; those that are absent or undefined are left out. */
export function fieldArguments(
  field: FieldNode | DirectiveNode,
  variables: Variables,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const argument of field.arguments ?? []) {
    const value: unknown = valueFromASTUntyped(argument.value as never, variables as never);
    if (value !== undefined) found[argument.name.value] = value;
  }
  return found;
}

/** Whether `@include` and `@skip` let a node take part. */
export function isIncluded(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  return !directives?.some((directive) => {
    const name = directive.name.value;
    const condition = fieldArguments(directive, variables)["if"];
    return (name === "include" && condition === false) || (name === "skip" && condition === true);
  });
}

/** A field of a selection, and the directives of the fragments around it, outermost first. */
export interface FlatField {
  field: FieldNode;
  around: readonly (readonly DirectiveNode[])[];
}

/** @returns The fields of a selection with its fragments opened up. */
export function flattenFields(
  selectionSet: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  around: readonly (readonly DirectiveNode[])[] = [],
): FlatField[] {
  const found: FlatField[] = [];
  for (const node of selectionSet?.selections ?? []) {
    if (node.kind === Kind.FIELD) found.push({ field: node as FieldNode, around });
    else {
      const inner = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      const outside = node.directives?.length ? [...around, node.directives] : around;
      found.push(...flattenFields((inner as FieldNode | undefined)?.selectionSet, fragments, outside));
    }
  }
  return found;
}
