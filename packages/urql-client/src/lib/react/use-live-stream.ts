import { stringifyVariables, type TypedDocumentNode } from "@urql/core";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { openStream } from "../browser/stream-store.ts";
import type { StreamOptions, StreamRow, StreamSnapshot, StreamVariables } from "../source.ts";
import { useLiveContext } from "./context.ts";

/**
 * Follows a Hasura streaming subscription: a list that grows by rows that are never changed, such as a log. It renders the rows that a
 * loader read, on the server and while hydrating, and goes on from there.
 *
 * Every row is there once, also after a lost connection, provided that its cursor is assigned by the database while the row is written
 * (an identity column, `now()`) and that no transaction that writes rows takes longer than `overlapMs`. What is not told: changes and
 * removals of rows, and rows that become visible because a permission does.
 *
 * @param document A subscription with one root field, `x_stream(cursor: { initial_value: { column: $cursor } })`.
 * @param variables Its variables; `cursor` is where to start for having every row, for example 0. Equal variables are the same stream.
 * @param options The rows known already and how many to hold. Only `initial` may change later: what is new in it is taken in.
 * @throws {@link GqlError} `GQL_USAGE` when the document is no such subscription.
 */
export function useLiveStream<D, V extends StreamVariables>(
  document: TypedDocumentNode<D, V>,
  variables: V,
  options: StreamOptions<StreamRow<D>>,
): StreamSnapshot<StreamRow<D>> {
  const { source, generation } = useLiveContext();
  const variablesKey = stringifyVariables(variables);
  const { initial, ...rest } = options;
  const stream = `${generation} ${variablesKey}`;
  // oxlint-disable-next-line react/exhaustive-deps -- rows belong to the user and the variables for which they came
  const cameFor = useMemo(() => stream, [initial]);
  const own = cameFor === stream ? initial : undefined;
  const store = useMemo(
    () => openStream(source, document, variables, { ...rest, initial: own }),
    // oxlint-disable-next-line react/exhaustive-deps -- variables are compared by value; a new user needs a new store
    [source, document, stream],
  );
  useEffect(() => {
    if (own) store.add(own);
  }, [store, own]);
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
