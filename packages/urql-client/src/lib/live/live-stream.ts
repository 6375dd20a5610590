import { toGqlError, type GqlError } from "../error.ts";
import { compareCursors, type Cursor } from "./cursor.ts";
import type { SocketHub } from "./hub.ts";
import type { StreamPlan } from "./stream-document.ts";
import type { StreamWindow } from "./stream-window.ts";
import { wakeSignals } from "./wake.ts";

/** Options of {@link startLiveStream}. */
export interface LiveStreamOptions<Row> {
  hub: SocketHub;
  plan: StreamPlan;
  /** Those of the document; `cursor` is where to start when every row is wanted. */
  variables: { readonly cursor: Cursor };
  /** Holds what is known already, and takes in what comes. */
  window: StreamWindow<Row>;
  /** How long a transaction that writes rows may take, in milliseconds. */
  overlapMs: number;
  /** Rows came; something changed by them, or not. */
  onRows(isChanged: boolean): void;
  /** @param isOver Whether it is not tried again by itself. */
  onError(error: GqlError, isOver: boolean): void;
}

/**
 * Follows a streaming subscription without losing rows that become visible late.
 *
 * The API goes on from the last cursor it delivered, so a row whose cursor was assigned before that but whose transaction commits
 * afterwards is passed over for good. What is known: it was assigned before the row that passed it, so it is visible at the latest
 * `overlapMs` after that one was seen. So `overlapMs` after rows came, everything from the last point known to be complete is read once
 * more, by opening the subscription again from there; then everything up to those rows is complete. Every other new start, after a lost
 * socket or when a gateway asks for it, begins at the same point. No clock of a server is compared with one of the browser.
 *
 * @returns Stops it.
 */
export function startLiveStream<Row>(options: LiveStreamOptions<Row>): () => void {
  const { hub, plan, window, variables, overlapMs } = options;
  /** Every row up to here is known. */
  let complete: Cursor = variables.cursor;
  /** What becomes complete when the reading that is under way has come to `until`. */
  let settling: { upTo: Cursor; until: Cursor } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let close = open();
  const stopWaking = wakeSignals(() => {
    if (isUnsettled()) readAgain();
  });
  settleLater();

  function isUnsettled(): boolean {
    const newest = window.newest();
    return newest !== undefined && compareCursors(newest, complete) > 0;
  }

  function start(): Cursor {
    const floor = window.floor();
    return floor !== undefined && compareCursors(floor, complete) > 0 ? floor : complete;
  }

  function open(): () => void {
    const { query, operationName, key } = plan;
    return hub.subscribe(
      {
        query,
        operationName,
        // Read at each start, whoever asks for it.
        get variables() {
          return { ...variables, cursor: start() };
        },
      },
      {
        isStream: true,
        next(result) {
          if (result.errors?.length) return options.onError(toGqlError(result.errors), false);
          receive((result.data as Record<string, readonly Row[]> | undefined)?.[key] ?? []);
        },
        refused: (error, retrying) => options.onError(error, !retrying),
      },
    );
  }

  function readAgain(): void {
    const closeOld = close;
    close = open();
    closeOld();
  }

  function receive(rows: readonly Row[]): void {
    const last = rows.at(-1);
    const isChanged = window.add(rows);
    if (settling && last !== undefined && compareCursors(window.cursorOf(last), settling.until) >= 0) {
      complete = settling.upTo;
      settling = undefined;
    }
    settleLater();
    options.onRows(isChanged);
  }

  function settleLater(): void {
    const upTo = window.newest();
    if (timer !== undefined || settling || upTo === undefined || !isUnsettled()) return;
    timer = setTimeout(() => {
      timer = undefined;
      settling = { upTo, until: window.newest() ?? upTo };
      readAgain();
    }, overlapMs);
  }

  return () => {
    clearTimeout(timer);
    stopWaking();
    close();
  };
}
