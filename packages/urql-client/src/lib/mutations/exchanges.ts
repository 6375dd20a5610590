import type { Client, Exchange, Operation, OperationResult } from "@urql/core";
import { filter, map, merge, pipe, type Source } from "wonka";
import type { EntryContext, MutationEntry } from "./entry.ts";
import { WITHDRAWN, type Layers } from "./layers.ts";

/** What the two exchanges around the cache hand on, and to whom. */
export interface ExchangeOptions {
  layers: Layers;
  /** A mutation was issued. @returns What goes into the cache for it. */
  readonly admit: (operation: Operation, client: Client) => Operation;
  /** The cache has painted a mutation. */
  readonly painted: () => void;
  /** Mutations for the API. */
  toServer: Source<Operation>;
  /** The API has answered a mutation. */
  readonly answered: (entry: MutationEntry, result: OperationResult) => void;
  /** Answers that go past the cache. */
  toCaller: Source<OperationResult>;
}

/** @returns The gate, which belongs above the cache: mutations go through it as layers, and answers to whom issued them. */
export function createGate({ layers, admit, toCaller }: ExchangeOptions): Exchange {
  return ({ client, forward }) =>
    (operations$) => {
      const issued$ = pipe(
        operations$,
        map((operation) => (operation.kind === "mutation" ? admit(operation, client) : operation)),
      );
      const answered$ = pipe(
        forward(merge([issued$, layers.operations])),
        filter((result) => result.error !== WITHDRAWN && !layers.isBetween(result)),
        map((result) => {
          const entry = entryOf(result.operation);
          return entry ? { ...result, operation: entry.original } : result;
        }),
      ) as Source<OperationResult>;
      return merge([answered$, toCaller]);
    };
}

/** @returns The lane, which belongs below the cache: what passes it of a mutation is decided by the queue alone. */
export function createLane({ layers, painted, toServer, answered }: ExchangeOptions): Exchange {
  return ({ forward }) =>
    (operations$) => {
      const passing$ = pipe(
        operations$,
        filter((operation) => {
          if (operation.kind !== "mutation") return operation.kind !== "teardown" || !entryOf(operation);
          layers.painted(operation);
          painted();
          return false;
        }),
      );
      const results$ = pipe(
        forward(merge([passing$, toServer])),
        filter((result) => {
          const entry = entryOf(result.operation);
          if (!entry) return true;
          answered(entry, result);
          return false;
        }),
      );
      return merge([results$, layers.answers]);
    };
}

function entryOf({ context }: Operation): MutationEntry | undefined {
  return (context as EntryContext).entry;
}
