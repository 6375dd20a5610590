import { stringifyVariables, type AnyVariables, type TypedDocumentNode } from "@urql/core";
import { startTransition, useEffect, useMemo, useRef, useState } from "react";
import type { GqlError } from "../error.ts";
import type { QuerySnapshot, QueryStatus, QueryStore } from "../source.ts";
import { useLiveContext } from "./context.ts";

/** Options of {@link useLiveQuery}. */
export interface LiveQueryHookOptions {
  /** Whether to keep the data current by subscriptions; true unless given. */
  live?: boolean;
}

/** What {@link useLiveQuery} returns. */
export interface LiveQueryResult<D> {
  /** The newest data; what did not change keeps its identity. */
  readonly data: D | undefined;
  readonly error: GqlError | undefined;
  /** How current the data is. A component that does not read it is not rendered again when only this changes. */
  readonly status: QueryStatus;
  /** When the data was read, in milliseconds. Like `status`, it costs renders only where it is read. */
  readonly fetchedAt: number;
  /** Asks the API again. */
  readonly refetch: () => void;
}

interface Held<D> {
  store: QueryStore<D>;
  snapshot: QuerySnapshot<D>;
}

/**
 * Reads a query. The same call renders on the server from what the loader read, hydrates without a request, then goes live.
 * @param document The query; the one the loader asked.
 * @param variables Its variables; equal variables are the same query.
 */
export function useLiveQuery<D, V extends AnyVariables>(
  document: TypedDocumentNode<D, V>,
  variables: V,
  options?: LiveQueryHookOptions,
): LiveQueryResult<D> {
  const { source, generation } = useLiveContext();
  const variablesKey = stringifyVariables(variables ?? {});
  // oxlint-disable-next-line react/exhaustive-deps -- variables are compared by value; a new generation needs a new store
  const store = useMemo(() => source.open(document, variables), [source, document, variablesKey, generation]);
  const read = useRef({ status: false, fetchedAt: false });
  const [held, setHeld] = useState<Held<D>>(() => ({ store, snapshot: store.get() }));
  let { snapshot } = held;
  if (held.store !== store) {
    snapshot = store.get();
    setHeld({ store, snapshot });
  }

  const live = options?.live ?? true;
  const shown = useRef(snapshot);
  useEffect(() => {
    shown.current = snapshot;
  });
  useEffect(() => {
    const check = (urgent: boolean): void => {
      const next = store.get();
      // Asked before setting: React would render once more only to find that nothing changed.
      if (!concerns(shown.current, next, read.current)) return;
      shown.current = next;
      if (urgent) setHeld({ store, snapshot: next });
      else startTransition(() => setHeld({ store, snapshot: next }));
    };
    const stop = store.subscribe(check, live);
    check(true);
    return stop;
  }, [store, live]);

  return useMemo(
    () => ({
      data: snapshot.data,
      error: snapshot.error,
      refetch: store.refetch,
      get status() {
        read.current.status = true;
        return snapshot.status;
      },
      get fetchedAt() {
        read.current.fetchedAt = true;
        return snapshot.fetchedAt;
      },
    }),
    [snapshot, store],
  );
}

function concerns(
  before: QuerySnapshot<unknown>,
  after: QuerySnapshot<unknown>,
  read: { status: boolean; fetchedAt: boolean },
): boolean {
  return (
    !Object.is(before.data, after.data) ||
    before.error !== after.error ||
    (read.status && before.status !== after.status) ||
    (read.fetchedAt && before.fetchedAt !== after.fetchedAt)
  );
}
