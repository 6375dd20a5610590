import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { startTransition, useState } from "react";
import type { GqlError } from "../error.ts";
import { useLiveQuery, type LiveQueryResult } from "./use-live-query.ts";

/** Variables of a windowed query: `limit` is how many rows its list has at most. */
export type WindowVariables = AnyVariables & { limit: number };

/** What {@link useLiveWindow} returns. */
export interface LiveWindow<D> {
  /** The query as it is shown, kept current as a whole. */
  readonly query: LiveQueryResult<D>;
  /** How many rows were asked for: a list that has fewer has no more. */
  readonly limit: number;
  /** Whether a larger window is on its way; the smaller one stays and stays live meanwhile. */
  readonly isGrowing: boolean;
  /** Why it did not grow, or is not current; older data stays. */
  readonly error: GqlError | undefined;
  /** Asks for that many rows more; after an error, for the same ones again. */
  readonly grow: (by: number) => void;
}

interface Limits {
  /** What the window began with. */
  first: number;
  shown: number;
  wanted: number;
}

/**
 * Reads the beginning of a list and keeps all of it current, however far somebody has paged: rows that come, go or move do so in every
 * page that is on screen. It is one window that grows rather than pages side by side, whose edges would lose rows that cross them.
 * @param document A query with a variable `limit`; the one the loader asked.
 * @param variables Its variables, with the first `limit`. Another first `limit` starts over.
 */
export function useLiveWindow<D, V extends WindowVariables>(
  document: TypedDocumentNode<D, V>,
  variables: V,
): LiveWindow<D> {
  const first = variables.limit;
  const [kept, keep] = useState<Limits>({ first, shown: first, wanted: first });
  const limits = kept.first === first ? kept : { first, shown: first, wanted: first };
  const query = useLiveQuery(document, { ...variables, limit: limits.shown });
  const larger = useLiveQuery(document, { ...variables, limit: limits.wanted });
  const { shown, wanted } = limits;
  if (shown !== wanted && larger.data !== undefined) keep({ first, shown: wanted, wanted });
  return {
    query,
    limit: shown,
    isGrowing: shown !== wanted && larger.error === undefined,
    error: larger.error,
    grow(by) {
      if (larger.error) larger.refetch();
      else startTransition(() => keep({ first, shown, wanted: wanted + by }));
    },
  };
}
