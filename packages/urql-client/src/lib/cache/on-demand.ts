import type { DocumentNode } from "graphql";
import { queryFacts } from "../documents/query-facts.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type * as rare from "./rare.ts";
import { isRare } from "./scalars.ts";

/** Comparisons and changes that few pages need. */
type Parts = typeof rare;

const NAMES =
  /"(?:data|on_conflict|predicate|_(?:append|prepend|delete_\w+|n?(?:i?like|i?regex|similar)|contains|contained_in|has_keys?\w*))"/;

let loaded: Parts | undefined;
let loading: Promise<void> | undefined;

/** Loads them, once. A try that failed is made again with the next need. */
export function loadParts(): Promise<void> {
  return (loading ??= import("./rare.ts").then(
    (found) => void (loaded = { ...found }),
    () => void (loading = undefined),
  ));
}

/** @returns The parts; undefined as long as they are on their way, which means that what they decide is not known here. */
export function parts(): Parts | undefined {
  if (!loaded) void loadParts();
  return loaded;
}

/**
 * Loads the parts if a document, or its variables, name what takes them: before somebody acts on what it shows.
 * @returns Whether they do.
 */
export function preparePartsFor(document: DocumentNode, variables: unknown, index: ModelIndex): boolean {
  const text = JSON.stringify([document, variables]);
  const isNeeded =
    NAMES.test(text) ||
    [...queryFacts(document, index).tables].some((table) =>
      Object.entries(index.table(table)?.columns ?? {}).some(
        ([name, type]) => isRare(type) && text.includes(`"${name}"`),
      ),
    );
  if (isNeeded) void loadParts();
  return isNeeded;
}
