import type { Operation, OperationResult } from "@urql/core";
import type { RowEffect } from "../cache/prediction.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { Fence, FencedMutation, FencedQuery, FenceOptions } from "./fence.ts";
import type { LiveQueryOptions, LiveQueryPart } from "./live-query.ts";
import type { Timeline } from "./timeline.ts";

/** A frame of a root field as it can be painted now. */
export interface Blended {
  value: unknown;
  /** Whether nothing of the frame was held back. */
  isWhole: boolean;
}

/** What a live query shows to a journal. */
export interface JournaledQuery {
  options: Pick<LiveQueryOptions, "document" | "variables" | "onTold">;
  parts: readonly LiveQueryPart[];
  /** @returns What is painted, without predictions; undefined at first. */
  painted(): Readonly<Record<string, unknown>> | undefined;
}

/** What a fence knows that holds back single rows. */
export interface RowJournal {
  /** A root field of a mutation is predicted to do this. */
  readonly predicted: (effects: readonly RowEffect[]) => void;
  /** A mutation was painted, with what was {@link predicted} of it. */
  readonly painted: (mutation: FencedMutation) => void;
  /** Whether what is predicted of a mutation stays painted after its answer, until every query has confirmed it. */
  keeps(mutation: FencedMutation): boolean;
  /** A mutation is sent. @returns What goes over the wire for it. */
  send(mutation: FencedMutation, outgoing: Operation): Operation;
  /** @returns An answer without what {@link send} added. */
  received(answer: OperationResult): OperationResult;
  /** Whether a write is on its way to a row. @param key The cache's key. */
  readonly holds: (key: string) => boolean;
  /**
   * @returns An answer with the newest value of each column that a subscription has told, or as it stays painted where a write is on its
   *   way to it.
   */
  newest<T>(answer: T): T;
  /**
   * @returns Gives a frame of a root field the rows that are held as they are painted; it answers undefined if there is nothing to hold
   *   on to. Undefined while the query is held back as a whole.
   */
  blender(
    query: FencedQuery,
  ): ((key: string, painted: unknown, frame: unknown) => Blended | undefined) | undefined;
}

/** What a fence that holds back rows works with. */
export interface RowFenceOptions extends FenceOptions {
  index: ModelIndex;
  user: string;
  /** @returns A row, or an answer, with the newest value of each column that a subscription has told. */
  readonly newest: Timeline["newest"];
  /** Forgets in what order subscriptions told columns of a row. */
  readonly forget: (key: string, isForgotten: (column: string) => boolean) => void;
}

/** Creates a fence that works in place of the one of mode `graphcache`. */
export type CreateFence = (options: RowFenceOptions) => Fence;
