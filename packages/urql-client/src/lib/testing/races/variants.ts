import type { TypedDocumentNode } from "@urql/core";
import { Kind, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from "graphql";

/** What documents select besides, so that frames can tell what came of a mutation. */
export type Variant = "version" | "ledger";

const known: Record<Variant, WeakMap<object, unknown>> = { version: new WeakMap(), ledger: new WeakMap() };

/** @returns A document of the suite that selects versions of lines, or the ledger's marks; each is made once. */
export function variantOf<D, V>(
  document: TypedDocumentNode<D, V>,
  variant: Variant | undefined,
): TypedDocumentNode<D, V> {
  if (!variant) return document;
  let found = known[variant].get(document) as TypedDocumentNode<D, V> | undefined;
  if (!found) {
    // Copied: urql keeps what it worked out about a document on the document.
    const plain = JSON.parse(
      JSON.stringify({ ...document, loc: undefined, __key: undefined }),
    ) as DocumentNode;
    found = (variant === "version" ? withVersions(plain) : withMarks(plain)) as never;
    known[variant].set(document, found);
  }
  return found!;
}

function withVersions(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: {
      leave: (set: SelectionSetNode) =>
        set.selections.some((node) => node.kind === Kind.FIELD && node.name.value === "votes")
          ? adding(set, field("version"))
          : undefined,
    },
    Field: {
      leave: (node: FieldNode) =>
        /_items_/.test(node.name.value) && node.selectionSet
          ? { ...node, selectionSet: adding(node.selectionSet, field("version")) }
          : undefined,
    },
  });
}

function withMarks(document: DocumentNode): DocumentNode {
  const marks = field("client_mutations", [field("id")]);
  return visit(document, {
    Field: {
      leave: (node: FieldNode, _key, _parent, path) => {
        const isRoot = path.filter((step) => step === "selections").length === 1 && path[3] === "selections";
        if (!isRoot || !node.selectionSet) return undefined;
        const { value } = node.name;
        const added =
          value === "dinners_by_pk"
            ? marks
            : value === "items"
              ? field("dinner", [field("id"), marks])
              : undefined;
        return added && { ...node, selectionSet: adding(node.selectionSet, added) };
      },
    },
  });
}

function adding(set: SelectionSetNode, node: FieldNode): SelectionSetNode {
  const isThere = set.selections.some(
    (each) => each.kind === Kind.FIELD && each.name.value === node.name.value,
  );
  return isThere ? set : { ...set, selections: [...set.selections, node] };
}

function field(name: string, selections?: readonly FieldNode[]): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    ...(selections && { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
  };
}
