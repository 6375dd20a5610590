import type { Client, GraphQLRequest, Operation, OperationResult } from "@urql/core";
import { pipe, subscribe } from "wonka";
import { toGqlError } from "../error.ts";
import type { LiveExchange, PeekContext, Tracked } from "../live/exchange.ts";
import { isUpToDate } from "../live/connection-state.ts";
import type { SocketHub } from "../live/hub.ts";
import type { Seeds } from "../live/seeds.ts";
import { shareStructure } from "../live/share.ts";
import type { QueryListener, QuerySnapshot, QueryStore } from "../source.ts";

/** What a query store works with. */
export interface QueryStoreContext {
  urql: Client;
  live: LiveExchange;
  hub: SocketHub;
  seeds: Seeds;
  /** Milliseconds a query stays on after nobody looks at it any more. */
  lingerMs: number;
  /** Called when somebody looks at it, after nobody did. */
  onBusy(): void;
  /** Called when nobody has looked at it for that long. */
  onIdle(): void;
}

/**
 * One query as components see it: a value that can be read while rendering, and that stays the same object until something changed.
 * It starts working with its first observer, and outlives its last one for a moment: a component that is mounted twice, replaced or
 * reloaded costs nothing.
 */
export function createQueryStore<D>(context: QueryStoreContext, request: GraphQLRequest): QueryStore<D> {
  const { urql, live, hub, seeds } = context;
  const listeners = new Set<QueryListener>();
  let snapshot: QuerySnapshot<D> | undefined;
  let tracked: Tracked | undefined;
  let wantsLive = false;
  let stopWork: (() => void) | undefined;
  let lingering: ReturnType<typeof setTimeout> | undefined = setTimeout(rest, context.lingerMs);
  let wasLive = false;

  const operation = (
    policy: "cache-first" | "network-only" | "cache-and-network",
    peek = false,
  ): Operation => {
    const context: PeekContext = { peek };
    return urql.createRequestOperation("query", request, { requestPolicy: policy, ...context });
  };

  function peek(): QuerySnapshot<D> {
    const seeded = seeds.has(request.key);
    let found: OperationResult | undefined;
    const policy = seeded ? "network-only" : "cache-first";
    pipe(
      urql.executeRequestOperation(operation(policy, true)),
      subscribe((result) => (found = result)),
    ).unsubscribe();
    if (!found?.data) return { data: undefined, error: undefined, status: "loading", fetchedAt: 0 };
    const fetchedAt = seeds.readAt(request.key) ?? Date.now();
    return { data: found.data as D, error: undefined, status: seeded ? "ssr" : "cached", fetchedAt };
  }

  function status(data: unknown, fallback: QuerySnapshot<D>["status"]): QuerySnapshot<D>["status"] {
    if (data === undefined) return "loading";
    const state = tracked?.live?.state.get();
    const connection = hub.connection.get();
    if (state === "live" && isUpToDate(connection)) {
      wasLive = true;
      return connection;
    }
    return wasLive && state !== undefined ? "reconnecting" : fallback;
  }

  function update(next: Partial<QuerySnapshot<D>>, urgent: boolean): void {
    const before = get();
    const { error, fetchedAt, ...said } = { ...before, ...next };
    const isRevoked = error?.kind === "permission";
    const data = isRevoked ? undefined : shareStructure(before.data, said.data);
    const settled = before.status === "ssr" ? "ssr" : "cached";
    const after = { data, error, status: isRevoked ? "revoked" : status(data, settled), fetchedAt } as const;
    if (isSame(before, after)) return;
    snapshot = after;
    for (const listener of listeners) listener(urgent);
  }

  function onResult(result: OperationResult): void {
    const delivery = live.delivery();
    if (result.error) return update({ error: toGqlError(result.error) }, true);
    if (result.data === undefined || result.data === null) return;
    const fresh =
      delivery === "frame" || (!delivery && result.operation.context.meta?.cacheOutcome !== "hit");
    const { fetchedAt } = get();
    update(
      { data: result.data as D, error: undefined, fetchedAt: fresh ? Date.now() : fetchedAt },
      !delivery,
    );
  }

  function get(): QuerySnapshot<D> {
    return (snapshot ??= peek());
  }

  function work(isAskedAgain = false): void {
    const { data } = get();
    // What is live gets its fresh value as the first frame; anything else that was cached is asked for once behind.
    const policy = snapshot?.status === "cached" && !wantsLive ? "cache-and-network" : "cache-first";
    const op = operation(isAskedAgain ? "network-only" : data === undefined ? "cache-first" : policy);
    tracked = live.track(op, wantsLive);
    const results = pipe(urql.executeRequestOperation(op), subscribe(onResult));
    const refresh = (): void => update({}, false);
    const stops = [hub.connection.subscribe(refresh), tracked.live?.state.subscribe(refresh)];
    stopWork = () => {
      for (const stop of stops) stop?.();
      results.unsubscribe();
      tracked?.stop();
      tracked = stopWork = undefined;
    };
  }

  function ask(): void {
    urql.reexecuteOperation(operation("network-only"));
  }

  function refetch(): void {
    if (tracked?.live?.state.get() !== "stopped") return ask();
    stopWork?.();
    work(true);
  }

  function stay(): void {
    clearTimeout(lingering);
    lingering = undefined;
  }

  function stop(): void {
    stay();
    stopWork?.();
  }

  function rest(): void {
    stop();
    context.onIdle();
  }

  return {
    key: request.key,
    get,
    subscribe(listener, isLive) {
      stay();
      listeners.add(listener);
      if (isLive && !wantsLive) {
        wantsLive = true;
        stopWork?.();
      }
      if (!stopWork) {
        context.onBusy();
        work();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) lingering ??= setTimeout(rest, context.lingerMs);
      };
    },
    refetch,
    refresh() {
      if (!tracked?.live?.isWhole) refetch();
    },
    reseed() {
      // A newer answer came with a navigation: a live query knows better already, and must not find it later.
      if (tracked?.live) seeds.take(request.key);
      else if (stopWork) ask();
    },
    stop,
  };
}

function isSame(a: QuerySnapshot<unknown>, b: QuerySnapshot<unknown>): boolean {
  return (
    Object.is(a.data, b.data) &&
    a.error?.message === b.error?.message &&
    a.error?.code === b.error?.code &&
    a.status === b.status &&
    a.fetchedAt === b.fetchedAt
  );
}
