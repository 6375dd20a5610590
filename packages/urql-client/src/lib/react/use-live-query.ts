import { stringifyVariables, type AnyVariables, type TypedDocumentNode } from "@urql/core";
import { startTransition, useEffect, useMemo, useRef, useState } from "react";
import type { GqlError } from "../error.ts";
import type { QuerySnapshot, QueryStatus, QueryStore } from "../source.ts";
import { useLiveContext } from "./context.ts";
import { whileVisible } from "./while-visible.ts";

/** Options of {@link useLiveQuery}. */
export interface LiveQueryHookOptions {
  /** Whether to keep the data current by subscriptions; true unless given. `visible`: only while the page is. */
  live?: boolean | "visible";
  /**
   * At least this long between two updates by the API, in milliseconds: newer data waits. What is not kept current by a subscription is
   * asked for this often.
   */
  minIntervalMs?: number;
  /** Whether to show the data of the variables before while there is none for new ones; `status` is `loading` then. */
  keepPrevious?: boolean;
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
  const { live = true, minIntervalMs = 0, keepPrevious = false } = options ?? {};
  const { source, generation } = useLiveContext();
  const variablesKey = stringifyVariables(variables ?? {});
  // oxlint-disable-next-line react/exhaustive-deps -- variables are compared by value; a new generation needs a new store
  const store = useMemo(() => source.open(document, variables), [source, document, variablesKey, generation]);
  const read = useRef({ status: false, fetchedAt: false });
  const [held, setHeld] = useState<Held<D>>(() => ({ store, snapshot: store.get() }));
  let { snapshot } = held;
  if (held.store !== store) {
    const { data } = snapshot;
    snapshot = store.get();
    if (keepPrevious && isEmpty(snapshot)) snapshot = { ...snapshot, data };
    setHeld({ store, snapshot });
  }
  const shown = useRef(snapshot);
  useEffect(() => {
    shown.current = snapshot;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shownAt = -Infinity;
    const check = (urgent: boolean): void => {
      const waitMs = urgent ? 0 : shownAt + minIntervalMs - Date.now();
      if (waitMs > 0) {
        timer ??= setTimeout(() => {
          timer = undefined;
          check(false);
        }, waitMs);
        return;
      }
      const next = store.get();
      // Asked before setting: React would render once more only to find that nothing changed.
      if (!concerns(shown.current, next, read.current) || (keepPrevious && isEmpty(next))) return;
      shown.current = next;
      shownAt = Date.now();
      if (urgent) setHeld({ store, snapshot: next });
      else startTransition(() => setHeld({ store, snapshot: next }));
    };
    const subscribe = (): (() => void) => store.subscribe(check, live !== false);
    const stop = live === "visible" ? whileVisible(subscribe) : subscribe();
    check(true);
    const poll = (): (() => void) => {
      const each = setInterval(store.refresh, minIntervalMs);
      return () => clearInterval(each);
    };
    const stopPolling = minIntervalMs > 0 ? whileVisible(poll) : undefined;
    return () => {
      stop();
      stopPolling?.();
      clearTimeout(timer);
    };
  }, [store, live, minIntervalMs, keepPrevious]);

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

function isEmpty({ data, error }: QuerySnapshot<unknown>): boolean {
  return data === undefined && !error;
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
