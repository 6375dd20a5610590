import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import type { GqlError } from "./error.ts";

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
  /** Was live; the connection is being made again. */
  | "reconnecting";

/** A query's value at one moment. */
export interface QuerySnapshot<D> {
  readonly data: D | undefined;
  /** Why the last attempt failed; older data stays beside it. */
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
  /** Told that a newer answer came with the page. */
  reseed(): void;
  stop(): void;
}

/** Where components get their queries from: a browser client, or the data of one request on the server. */
export interface DataSource {
  open<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V): QueryStore<D>;
}
