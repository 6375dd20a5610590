import { Kind } from "@0no-co/graphql.web";
import type { DefinitionNode, DocumentNode } from "graphql";

/** A document with the number by which urql knows it. */
export interface CompiledDocument extends DocumentNode {
  readonly __key: number;
}

/**
 * What the Vite plugin writes in place of `graphql("…", [fragments])`.
 * @param definitions What the text defines.
 * @param hash Of the text.
 * @param fragments Documents whose fragments it uses.
 */
export function compiled(
  definitions: readonly DefinitionNode[],
  hash: number,
  fragments: readonly CompiledDocument[] = [],
): CompiledDocument {
  const all = new Set(definitions);
  let key = hash;
  for (const fragment of fragments) {
    key = (Math.imul(key, 33) + fragment.__key) | 0;
    for (const node of fragment.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) all.add(node);
  }
  // As it is for urql, 0 is no number.
  return { kind: Kind.DOCUMENT, definitions: [...all], __key: key || 1 } as CompiledDocument;
}
