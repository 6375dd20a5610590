import { entityKey, type Row } from "../cache/rows.ts";
import { mustWait, touches, type Fence, type FencedMutation, type FencedQuery } from "../live/fence.ts";
import { walkRows } from "../live/walk-rows.ts";
import { createGenerations } from "../live/generations.ts";
import type { RowEffect } from "../cache/prediction.ts";
import type { JournaledQuery, RowFenceOptions } from "../live/row-journal.ts";
import { MARK, type Ledger } from "../mutations/ledger.ts";
import { blendFrame } from "./blend.ts";
import type { Confirmation } from "./confirmation.ts";
import { holdRows, joinRows, writes, type HeldRows } from "./held-rows.ts";
import { shapesOf } from "./shape.ts";

/** A mutation from when it is issued until every query has confirmed it. */
interface JournalEntry {
  mutation: FencedMutation;
  /** What it is predicted to do. */
  rows: HeldRows;
  /** Nothing, or not all, could be predicted: queries it touches are held back as a whole. */
  isWhole: boolean;
  isPainted: boolean;
  /** When it was answered, as a generation, if its prediction is kept since then. */
  keptSince: number | undefined;
  mark: string | undefined;
  versions: ReadonlyMap<string, number>;
  /** Runs while frames are expected to tell by themselves what came of it. */
  patience: ReturnType<typeof setTimeout> | undefined;
}

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
  let held: HeldRows = new Map();
  /** Rows as they were painted when they came to be held: they may leave all lists, and come back. */
  const bases = new Map<string, Row>();
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

  function areLinked(a: JournalEntry, b: JournalEntry): boolean {
    if (a.isWhole || b.isWhole) return [...a.mutation.tables].some((table) => b.mutation.tables.has(table));
    const counted = countedTables(a.rows);
    for (const [key, { table, isWhole }] of b.rows)
      if (a.rows.has(key) || (isWhole && counted.has(table))) return true;
    return false;
  }

  /** @returns Tables whose number of rows changes and is on screen: what changes it is settled together. */
  function countedTables(rows: HeldRows): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { table, isWhole } of rows.values())
      if (isWhole && [...watched.keys()].some(({ aggregated }) => aggregated.has(table))) found.add(table);
    return found;
  }

  /** @returns What can only be settled together with an entry. */
  function groupOf(entry: JournalEntry): ReadonlySet<JournalEntry> {
    const group = new Set([entry]);
    for (const member of group)
      for (const other of entries.values())
        if (!group.has(other) && areLinked(member, other)) group.add(other);
    return group;
  }

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
      const group = groupOf(entry);
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

  function hold(): void {
    held = joinRows([...entries.values()].map(({ rows }) => rows));
    for (const key of bases.keys()) if (!held.has(key)) bases.delete(key);
  }

  /** @returns What queries have painted of a row, put together. */
  function painted(key: string): Row {
    const found: Row = {};
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const table = "__typename" in value ? index.table(String(value.__typename)) : undefined;
      if (table && entityKey(String((value as Row)["__typename"]), table, value as Row) === key)
        Object.assign(found, value);
      else for (const inner of Object.values(value)) visit(inner);
    };
    for (const query of watched.keys()) visit(query.live?.painted());
    return newest(found);
  }

  function remember(key: string): void {
    const base = painted(key);
    for (const [column, value] of Object.entries(bases.get(key) ?? {}))
      if (writes(held.get(key), column)) base[column] = value;
    bases.set(key, base);
  }

  return {
    current: generations.current,
    ask: generations.ask,
    dispose() {
      generations.dispose();
      for (const { patience } of entries.values()) clearTimeout(patience);
      entries.clear();
      held.clear();
    },
    begin(mutation) {
      const entry: JournalEntry = {
        mutation,
        rows: new Map(),
        isWhole: true,
        isPainted: false,
        keptSince: undefined,
        mark: undefined,
        versions: new Map(),
        patience: undefined,
      };
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
        for (const key of entry.rows.keys()) remember(key);
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
      holds: (key) => held.has(key),
      newest: (answer) =>
        held.size === 0
          ? newest(answer)
          : walkRows(
              index,
              newest(answer, true),
              () => false,
              (key, column, value) => {
                const base = writes(held.get(key), column) ? bases.get(key)?.[column] : undefined;
                return base === undefined ? value : base;
              },
            ),
      blender(query) {
        const { live } = query;
        if (!live || isHeldBack(query)) return undefined;
        const { document, variables } = live.options;
        const context = { index, held, variables, base: (key: string) => bases.get(key) };
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
