import type { Client, Operation, OperationResult } from "@urql/core";
import type { GqlError } from "../error.ts";
import type { ConnectionState } from "../live/connection-state.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { Observable } from "../observable.ts";
import type { MutationEntry } from "./entry.ts";
import type { Layers } from "./layers.ts";
import type { PendingList } from "./pending-list.ts";

/** Keeps the mutations of a lane while they cannot be sent, and says what to send and what an answer means. */
export interface Outbox {
  /** The page issued a mutation. */
  issued(entry: MutationEntry): void;
  /** @returns What to send for the first in the lane; undefined when it has to wait: `pump` is called when it may go. */
  prepare(entry: MutationEntry): Operation | undefined;
  /** Looks at an answer. @returns What it settles with; undefined when that is not known yet. */
  receive(entry: MutationEntry, result: OperationResult): OperationResult | undefined;
  /** A mutation is settled; a failed one is about to be listed. */
  settled(entry: MutationEntry, error: GqlError | undefined): void;
  /** Stops; what is kept stays. */
  dispose(): undefined;
  /** Stops, and leaves nothing behind. */
  discard(): Promise<void>;
}

/** What an {@link Outbox} works on: the mutations of a page in the order in which they are sent. */
export interface OutboxLane {
  entries: MutationEntry[];
  layers: Layers;
  list: PendingList;
  /** Makes an entry, which is not in the lane yet. */
  readonly enter: (operation: Operation) => MutationEntry;
  /** Sends the next one, if it may go. */
  readonly pump: () => void;
  /** Settles a mutation. */
  readonly finish: (entry: MutationEntry, result: OperationResult) => void;
}

/** Where an outbox works. */
export interface OutboxContext {
  lane: OutboxLane;
  client: Client;
  /** Sends a request past the cache. */
  send: Sender;
  index: ModelIndex;
  user: string;
  /** Address of the API. */
  url: string;
  connection: Observable<ConnectionState>;
}

/** Makes the outbox of a page for one user. */
export type ConnectOutbox = (context: OutboxContext) => Outbox;
