import {
  makeOperation,
  CombinedError,
  type Operation,
  type OperationContext,
  type OperationResult,
} from "@urql/core";
import { makeSubject, type Source } from "wonka";
import type { FencedMutation } from "../live/fence.ts";
import type { EntryContext, MutationEntry } from "./entry.ts";
import type { MutationContext } from "./mutation-options.ts";

/**
 * What the cache shows of mutations whose answer is still to come: one optimistic layer each.
 *
 * The cache by itself would hold back every answer until all optimistic mutations have answered. Therefore one at a time is settled by taking
 * all layers off, writing what is certain, and painting the layers that are left again, all before anything is read.
 */
export interface Layers {
  /** What goes into the cache from above. */
  operations: Source<Operation>;
  /** What goes into it from below. */
  answers: Source<OperationResult>;
  /** @returns The operation that paints a mutation on top of what is there. */
  paint(entry: MutationEntry): Operation;
  /** @returns What the mutation that the cache paints now will answer, as whoever issued it says. */
  readonly given: () => unknown;
  /** The cache let an operation of {@link paint} pass. */
  painted(operation: Operation): void;
  /** Writes an answer in place of what was predicted. */
  settle(entry: MutationEntry, answer: OperationResult): void;
  /** Keeps what was predicted although there is an answer, until {@link settleKept}. */
  keep(entry: MutationEntry, answer: OperationResult): void;
  /** Writes the answers of kept ones in place of what they predicted, and on top of them something certain, which is painted with them. */
  readonly settleKept: (mutations: readonly FencedMutation[], write: () => void) => void;
  /** Whether predictions are kept. */
  isKeeping(): boolean;
  /** Writes something certain underneath what is only predicted. */
  readonly writeBelow: (write: () => void) => void;
  /** Whether a result of the cache was read while layers were off: it is read again when they are back. */
  isBetween(result: OperationResult): boolean;
  clear(): void;
}

/** Stands for the answer of a layer that is only taken off. */
export const WITHDRAWN = new CombinedError({});

/** @returns An operation under another key. */
export function underKey(operation: Operation, key: number, context?: Partial<OperationContext>): Operation {
  return makeOperation(operation.kind, { ...operation, key }, context);
}

/**
 * @param entries The mutations under way, in the order in which they are painted.
 * @param nextKey Makes a key that no operation has.
 * @param beforeWrite Has what the cache has not taken in yet go first.
 * @param onPainted Called each time a mutation was painted.
 */
export function createLayers(
  entries: readonly MutationEntry[],
  nextKey: () => number,
  beforeWrite: () => void,
  onPainted?: (mutation: FencedMutation) => void,
): Layers {
  const operations = makeSubject<Operation>();
  const answers = makeSubject<OperationResult>();
  const kept = new Map<MutationEntry, OperationResult>();
  let finished: Operation[] = [];
  let covered: Map<number, Operation> | undefined;
  /** The one that the cache paints now, or has painted last. */
  let painting: MutationEntry | undefined;
  /** All layers are off. */
  let isBare = false;

  function paint(entry: MutationEntry): Operation {
    painting = entry;
    return underKey(entry.original, nextKey(), { entry } satisfies EntryContext);
  }

  // The cache settles optimistic layers only all together, so they are: those still open come back as new layers on top.
  function repaint(certain: readonly OperationResult[], write?: () => void): void {
    if (isBare && write) return write();
    beforeWrite();
    const open = [...kept.keys(), ...entries].filter((entry) => entry.layer);
    const outermost =
      (open.length > 0 || (certain.length > 0 && write !== undefined)) && covered === undefined;
    if (outermost) covered = new Map();
    for (const answer of certain) answers.next(answer);
    for (const { layer } of open) {
      // One of which nothing could be predicted has an empty layer, which nobody waits for, but may get another one now.
      if (layer!.context.optimistic) {
        finished.push(layer!);
        answers.next({ operation: layer!, error: WITHDRAWN } as OperationResult);
      } else operations.next(makeOperation("teardown", layer!));
    }
    isBare = true;
    write?.();
    isBare = false;
    for (const entry of open) operations.next(paint(entry));
    if (outermost) {
      const reread = covered!;
      covered = undefined;
      for (const operation of reread.values())
        operations.next(underKey(operation, operation.key, { requestPolicy: "cache-first" }));
    }
    if (entries.length + kept.size === 0) forget();
  }

  function forget(): void {
    const layers = finished;
    finished = [];
    for (const layer of layers) operations.next(makeOperation("teardown", layer));
  }

  function finish(entry: MutationEntry, answer: OperationResult): OperationResult {
    finished.push(entry.layer!);
    return { ...answer, operation: entry.layer! };
  }

  return {
    operations: operations.source,
    answers: answers.source,
    paint,
    given() {
      const { context, variables } = painting!.original;
      return (context as MutationContext).predict?.((variables ?? {}) as never);
    },
    painted(operation) {
      const { entry } = operation.context as EntryContext;
      entry!.layer = operation;
      onPainted?.(entry!.facts);
    },
    settle: (entry, answer) => repaint([finish(entry, answer)]),
    keep: (entry, answer) => void kept.set(entry, answer),
    settleKept(mutations, write) {
      const settled = [...kept].filter(([{ facts }]) => mutations.includes(facts));
      for (const [entry] of settled) kept.delete(entry);
      repaint(
        settled.map(([entry, answer]) => finish(entry, answer)),
        write,
      );
    },
    isKeeping: () => kept.size > 0,
    writeBelow: (write) => repaint([], write),
    isBetween({ operation, error }) {
      if (!covered || operation.kind !== "query" || error) return false;
      covered.set(operation.key, operation);
      return true;
    },
    clear: () => kept.clear(),
  };
}
