import type { TypedDocumentNode } from "@urql/core";
import type { DocumentNode } from "graphql";
import type { Cursor } from "../live/cursor.ts";
import { isUpToDate, type ConnectionState } from "../live/connection-state.ts";
import { startLiveStream } from "../live/live-stream.ts";
import { streamPlan } from "../live/stream-document.ts";
import { createStreamWindow } from "../live/stream-window.ts";
import type {
  DataSource,
  StreamOptions,
  StreamRow,
  StreamSnapshot,
  StreamStore,
  StreamVariables,
} from "../source.ts";

const DEFAULT_OVERLAP_MS = 10_000;

/**
 * A streaming subscription as components see it; it is opened for the first listener and closed after the last one. It stands apart from
 * the client, so that pages without streams do not load it.
 * @param source The client, for example.
 * @param document A subscription with one root field, `x_stream(cursor: { initial_value: { column: $cursor } })`.
 * @param variables Its variables; `cursor` is where to start for having every row.
 * @throws {@link GqlError} `GQL_USAGE` when the document is no such subscription.
 */
export function openStream<D, V extends StreamVariables>(
  { hub }: Pick<DataSource, "hub">,
  document: TypedDocumentNode<D, V>,
  variables: V,
  options: StreamOptions<StreamRow<D>>,
): StreamStore<StreamRow<D>> {
  type Row = StreamRow<D>;
  const plan = streamPlan(document as DocumentNode);
  const { initial, overlapMs = DEFAULT_OVERLAP_MS } = options;
  const listeners = new Set<() => void>();
  const cursorOf = (row: Row): Cursor => (row as Record<string, Cursor>)[plan.cursorKey]!;
  const window = createStreamWindow({ limit: options.limit, cursorOf, keyOf: options.key ?? cursorOf });
  window.add(initial ?? []);
  let snapshot: StreamSnapshot<Row> = {
    rows: inOrder(),
    error: undefined,
    status: initial ? "ssr" : "loading",
  };
  let stopWork: (() => void) | undefined;
  let isOver = false;

  function inOrder(): readonly Row[] {
    return options.order === "asc" ? window.rows() : [...window.rows()].reverse();
  }

  function update(change: Partial<StreamSnapshot<Row>>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  function follow(connection: ConnectionState): void {
    const { status } = snapshot;
    const wasLive = status === "live" || status === "polling";
    const next = isUpToDate(connection) ? connection : wasLive ? "reconnecting" : status;
    if (next !== status && !isOver) update({ status: next });
  }

  function work(): void {
    if (!hub) return;
    const onConnection = (): void => follow(hub.connection.get());
    const stopWatching = hub.connection.subscribe(onConnection);
    const stopStream = startLiveStream({
      hub,
      plan,
      variables,
      window,
      overlapMs,
      onRows(isChanged) {
        isOver = false;
        if (isChanged || snapshot.error)
          update({ rows: isChanged ? inOrder() : snapshot.rows, error: undefined });
        onConnection();
      },
      onError(error, isEnd) {
        isOver = isEnd;
        update(isEnd ? { error, status: snapshot.rows.length > 0 ? "cached" : "loading" } : { error });
      },
    });
    onConnection();
    stopWork = () => {
      stopWatching();
      stopStream();
    };
  }

  return {
    get: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      if (!stopWork) work();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopWork?.();
        stopWork = undefined;
      };
    },
    add(rows) {
      if (window.add(rows)) update({ rows: inOrder() });
    },
  };
}
