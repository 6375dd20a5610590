import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import type { GqlError } from "./error.ts";
import type { SocketHub } from "./live/hub.ts";

/** How current a query's data is. */
export type QueryStatus =
  /** Nothing yet. */
  | "loading"
  /** As the server rendered it. */
  | "ssr"
  /** From the cache or a single request. */
  | "cached"
  /** Kept current by a subscription. */
  | "live"
  /** Kept current by asking again every so often, since websockets are blocked. */
  | "polling"
  /** Was live; the connection is being made again. */
  | "reconnecting"
  /** The API does not let the user read it, or not any more: the data is gone. */
  | "revoked";

/** A query's value at one moment. */
export interface QuerySnapshot<D> {
  readonly data: D | undefined;
  /** Why the last attempt failed; older data stays beside it, except where it was for want of permission. */
  readonly error: GqlError | undefined;
  readonly status: QueryStatus;
  /** When the data was read, in milliseconds; by the server's clock while the status is `ssr`. */
  readonly fetchedAt: number;
}

/** Told that a snapshot changed; what is urgent has to be painted with the next frame. */
export type QueryListener = (urgent: boolean) => void;

/** One query with its variables. */
export interface QueryStore<D> {
  readonly key: number;
  /** @returns The value now; the same object until something changed. */
  get(): QuerySnapshot<D>;
  /** @param live Keep it current by subscriptions. @returns Stops the calls. */
  subscribe(listener: QueryListener, live: boolean): () => void;
  /** Asks the API again. */
  readonly refetch: () => void;
  /** Asks again for what no subscription keeps current. */
  readonly refresh: () => void;
  /** Told that a newer answer came with the page. */
  reseed(): void;
  stop(): void;
}

/** A row of a streaming subscription: of the list under its one root field. */
export type StreamRow<D> =
  D extends Readonly<Record<string, unknown>>
    ? D[keyof D] extends readonly (infer Row)[]
      ? Row
      : never
    : never;

/** How a streaming subscription is followed. */
export interface StreamOptions<Row> {
  /**
   * The newest rows, as an ordinary query read them with the same `limit`; in any order. Fewer than `limit` say that there are no more.
   */
  initial?: readonly Row[] | undefined;
  /** How many rows are held: the newest ones. */
  limit: number;
  /** Whether the oldest row comes first (`asc`) or the newest (`desc`, unless given). */
  order?: "asc" | "desc";
  /** What tells rows apart; their cursor unless given. */
  key?: (row: Row) => unknown;
  /** How long a transaction that writes rows may take, in milliseconds; 10,000 unless given. */
  overlapMs?: number;
}

/** Variables of a streaming subscription: `cursor` is where to start for having every row. */
export type StreamVariables = AnyVariables & { cursor: string | number };

/** The rows of a streaming subscription at one moment. */
export interface StreamSnapshot<Row> {
  /** In the order asked for; a row that did not change keeps its identity. */
  readonly rows: readonly Row[];
  /** Why the last attempt failed. */
  readonly error: GqlError | undefined;
  readonly status: QueryStatus;
}

/** One streaming subscription with its variables. */
export interface StreamStore<Row> {
  /** @returns The rows now; the same object until something changed. */
  readonly get: () => StreamSnapshot<Row>;
  /** Follows the stream as long as somebody listens. @returns Stops the calls. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes in rows that came by another way. */
  add(rows: readonly Row[]): void;
}

/** Where components get their data from: a browser client, or the data of one request on the server. */
export interface DataSource {
  open<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V): QueryStore<D>;
  /** What subscriptions go over; undefined while the server renders, where nothing changes. */
  readonly hub: SocketHub | undefined;
}
