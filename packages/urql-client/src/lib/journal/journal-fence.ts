import type { Row } from "../cache/rows.ts";
import { mustWait, touches, type Fence, type FencedMutation, type FencedQuery } from "../live/fence.ts";
import { createGenerations } from "../live/generations.ts";
import type { RowEffect } from "../cache/prediction.ts";
import type { JournaledQuery, RowFenceOptions } from "../live/row-journal.ts";
import { MARK, type Ledger } from "../mutations/ledger.ts";
import { blendFrame } from "./blend.ts";
import type { Confirmation } from "./confirmation.ts";
import { holdRows, writes } from "./held-rows.ts";
import { createHolding } from "./holding.ts";
import { createEntry, groupOf, type JournalEntry } from "./journal-entry.ts";
import { shapesOf } from "./shape.ts";

/** What a journal goes by besides what is asked after the answer. */
export interface JournalFenceOptions {
  confirmation: Confirmation | undefined;
  /** Marks mutations; `id` is the column of marks. */
  ledger: (Ledger & { id: string }) | undefined;
  /** How long frames may take to tell, in milliseconds, before they are asked for. */
  patienceMs: number;
}

/** Creates the fence of mode `journal`. */
export function createJournalFence(
  { index, newest, forget, settleKept, maxDelayMs = 250 }: Omit<RowFenceOptions, "user">,
  { confirmation, ledger, patienceMs }: JournalFenceOptions,
): Fence {
  const generations = createGenerations(maxDelayMs);
  const { watched } = generations;
  const entries = new Map<FencedMutation, JournalEntry>();
  /** Effects of the mutation that is being painted, by root field. */
  let predicted: (readonly RowEffect[])[] = [];
  const holding = createHolding(index, () => [...watched.keys()].map(({ live }) => live?.painted()), newest);
  /** Until when queries are held back by what could not be predicted. */
  const wholeUntil = new WeakMap<FencedQuery, number>();

  const isWaiting = (query: FencedQuery, onlyWhole: boolean, except?: ReadonlySet<JournalEntry>): boolean =>
    [...entries.values()].some(
      (entry) =>
        (entry.isWhole || !onlyWhole) &&
        !except?.has(entry) &&
        (entry.keptSince === undefined ? mustWait : touches)(entry.mutation, query),
    );
  const isHeldBack = (query: FencedQuery, except?: ReadonlySet<JournalEntry>): boolean =>
    (wholeUntil.get(query) ?? 0) > (watched.get(query)?.received ?? Infinity) ||
    isWaiting(query, true, except);

  function isConfirmed(group: ReadonlySet<JournalEntry>): boolean {
    for (const entry of group) {
      const { keptSince, mutation } = entry;
      if (keptSince === undefined) return false;
      for (const [query, { received }] of watched)
        if (
          touches(mutation, query) &&
          (isHeldBack(query, group) || (received < keptSince && !confirmation?.hasTold(entry, query)))
        )
          return false;
    }
    return true;
  }

  function clearUp(): void {
    const done = new Set<JournalEntry>();
    for (const entry of entries.values()) {
      if (entry.keptSince === undefined || done.has(entry)) continue;
      const group = groupOf(entry, entries.values(), watched.keys());
      if (isConfirmed(group)) for (const each of group) done.add(each);
    }
    if (done.size === 0) return;
    const mutations = [...done].map(({ mutation }) => mutation);
    for (const { mutation, patience } of done) {
      clearTimeout(patience);
      entries.delete(mutation);
    }
    // What queries told while rows were held may lack a write: its order says nothing.
    for (const { rows } of done) for (const [key, row] of rows) forget(key, (column) => writes(row, column));
    hold();
    const touched = [...watched.keys()].filter((query) =>
      mutations.some((mutation) => touches(mutation, query)),
    );
    settleKept(mutations, () => {
      for (const { live } of touched) if (live) tellAgain(live);
      for (const query of touched) query.release(true);
    });
  }

  /** Has a query asked again, if it did not ask after a mutation was answered. */
  function demand({ isWhole }: JournalEntry, query: FencedQuery, isDone: boolean): void {
    if (isDone) {
      watched.get(query)!.required = generations.current();
      if (isWhole) wholeUntil.set(query, generations.current());
    }
    const isBusy = [...entries.values()].some(
      (other) => other.keptSince === undefined && touches(other.mutation, query),
    );
    generations.catchUp(query, isBusy);
  }

  // A row that left a list's condition, or a mark beyond a list's limit: no frame will tell.
  function ask(entry: JournalEntry): void {
    for (const [query, { received }] of watched) {
      if (
        touches(entry.mutation, query) &&
        received < entry.keptSince! &&
        !confirmation!.hasTold(entry, query)
      )
        demand(entry, query, true);
    }
  }

  const hold = (): void => holding.hold([...entries.values()].map(({ rows }) => rows));

  return {
    current: generations.current,
    ask: generations.ask,
    dispose() {
      generations.dispose();
      for (const { patience } of entries.values()) clearTimeout(patience);
      entries.clear();
      hold();
    },
    begin(mutation) {
      const entry = createEntry(mutation);
      entries.set(mutation, entry);
      predicted = [];
      return (outcome, isKept, answer) => {
        if (entry.keptSince !== undefined || !entries.has(mutation)) return;
        if (outcome !== "refused") generations.next();
        if (isKept) entry.keptSince = generations.current();
        else entries.delete(mutation);
        if (confirmation && answer !== undefined) entry.versions = confirmation.versionsIn(answer);
        hold();
        const isTold = outcome === "acked" && entry.rows.size > 0 && confirmation !== undefined;
        for (const query of watched.keys()) {
          if (!touches(mutation, query)) continue;
          query.release();
          if (isTold && confirmation.canTell(entry, query))
            entry.patience ??= setTimeout(ask, patienceMs, entry);
          else demand(entry, query, outcome !== "refused");
        }
        clearUp();
      };
    },
    watch(query) {
      const unwatch = generations.watch(query);
      return () => {
        unwatch();
        clearUp();
      };
    },
    received(query, answered) {
      if (generations.received(query, answered) || confirmation) clearUp();
    },
    admits(query, answered) {
      const state = watched.get(query);
      return (!state || answered >= state.required) && !isWaiting(query, false) && !isHeldBack(query);
    },
    journal: {
      predicted: (effects) => void predicted.push(effects),
      painted(mutation) {
        const entry = entries.get(mutation);
        const effects = predicted;
        predicted = [];
        if (!entry) return;
        // What can't be predicted at first may have been written by the time it can.
        if (!entry.isPainted) entry.isWhole = !effects.length || effects.some(({ length }) => !length);
        entry.isPainted = true;
        if (entry.isWhole) return;
        holdRows(entry.rows, effects.flat(), index);
        holding.remember(entry.rows.keys());
        hold();
      },
      keeps: (mutation) => entries.get(mutation)?.isWhole === false,
      send(mutation, outgoing) {
        if (!ledger) return outgoing;
        const marks = (variables: unknown): Row | undefined =>
          (variables as Record<string, Row> | undefined)?.[MARK];
        const marked = marks(outgoing.variables) ? outgoing : ledger.mark(outgoing, crypto.randomUUID());
        const entry = entries.get(mutation);
        if (entry) entry.mark = String(marks(marked.variables)![ledger.id]);
        return marked;
      },
      received: (answer) => (ledger ? { ...answer, data: ledger.strip(answer.data) as never } : answer),
      holds: (key) => holding.rows().has(key),
      newest: (answer) => (holding.rows().size === 0 ? newest(answer) : holding.freeze(newest(answer, true))),
      blender(query) {
        const { live } = query;
        if (!live || isHeldBack(query)) return undefined;
        const { document, variables } = live.options;
        const context = { index, held: holding.rows(), variables, base: holding.base };
        const shapes = shapesOf(document, index);
        return (key, before, frame) => {
          const shape = shapes.get(key);
          return shape ? blendFrame(shape, before, frame, context) : { value: frame, isWhole: true };
        };
      },
    },
  };
}

/** Says anew what the newest frames of a query said. */
function tellAgain({ options, parts }: JournaledQuery): void {
  for (const { plan, spoke, held, frame } of parts)
    if (spoke && (!held || held.isTold)) options.onTold(plan.key, frame);
}
