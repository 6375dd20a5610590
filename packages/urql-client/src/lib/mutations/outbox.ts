import type { OperationResult } from "@urql/core";
import type { DocumentNode } from "graphql";
import type { Variables } from "../documents/ast.ts";
import type { GqlError } from "../error.ts";
import type { MutationEntry } from "./entry.ts";

/** A mutation as it goes over the wire. */
export interface OutgoingMutation {
  query: DocumentNode;
  variables: Variables;
}

/** Keeps the mutations of a lane while they cannot be sent, and says what to send and what an answer means. */
export interface Outbox {
  /** The page issued a mutation. */
  issued(entry: MutationEntry): void;
  /** @returns What to send for the first in the lane; undefined when it has to wait: `pump` is called when it may go. */
  prepare(entry: MutationEntry): OutgoingMutation | undefined;
  /** Looks at an answer. @returns What it settles with; undefined when that is not known yet. */
  receive(entry: MutationEntry, result: OperationResult): OperationResult | undefined;
  /** A mutation is settled. */
  settled(entry: MutationEntry, error: GqlError | undefined): void;
  /** A failed mutation was dismissed, or is issued again as a new one. */
  forget(id: number): void;
  /** Stops; what is kept stays. */
  dispose(): void;
  /** Stops, and leaves nothing behind. */
  discard(): Promise<void>;
}

/** A mutation that an earlier page left behind. */
export interface RestoredMutation extends OutgoingMutation {
  /** Whether it may be painted; not when that would count twice what has been done already. */
  isPainted: boolean;
  /** Why it failed, if it did. */
  error: GqlError | undefined;
}

/** What an {@link Outbox} does with the lane. */
export interface OutboxLane {
  /** Puts mutations in front of all others. @returns Their entries, in the same order. */
  restore(mutations: readonly RestoredMutation[]): MutationEntry[];
  /** Sends the next one, if it may go. */
  pump(): void;
  /** The one that was sent has to be sent again. */
  hold(entry: MutationEntry): void;
  /** Settles a mutation. */
  finish(entry: MutationEntry, result: OperationResult): void;
}

/** Connects an outbox to a lane, which waits for it. @returns The outbox; undefined when nothing can be kept here. */
export type ConnectOutbox = (lane: OutboxLane) => Promise<Outbox | undefined>;
