import type { FencedMutation, FencedQuery } from "../live/fence.ts";
import type { HeldRows } from "./held-rows.ts";

/** A mutation from when it is issued until every query has confirmed it. */
export interface JournalEntry {
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

/** @returns The entry of a mutation of which nothing is known yet. */
export function createEntry(mutation: FencedMutation): JournalEntry {
  return {
    mutation,
    rows: new Map(),
    isWhole: true,
    isPainted: false,
    keptSince: undefined,
    mark: undefined,
    versions: new Map(),
    patience: undefined,
  };
}

/** @returns What can only be settled together with an entry. @param queries Those on screen. */
export function groupOf(
  entry: JournalEntry,
  entries: Iterable<JournalEntry>,
  queries: Iterable<FencedQuery>,
): ReadonlySet<JournalEntry> {
  const [all, onScreen] = [[...entries], [...queries]];
  const group = new Set([entry]);
  for (const member of group)
    for (const other of all) if (!group.has(other) && areLinked(member, other, onScreen)) group.add(other);
  return group;
}

function areLinked(a: JournalEntry, b: JournalEntry, onScreen: readonly FencedQuery[]): boolean {
  if (a.isWhole || b.isWhole) return [...a.mutation.tables].some((table) => b.mutation.tables.has(table));
  const counted = countedTables(a.rows, onScreen);
  for (const [key, { table, isWhole }] of b.rows)
    if (a.rows.has(key) || (isWhole && counted.has(table))) return true;
  return false;
}

/** @returns Tables whose number of rows changes and is on screen: what changes it is settled together. */
function countedTables(rows: HeldRows, onScreen: readonly FencedQuery[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { table, isWhole } of rows.values())
    if (isWhole && onScreen.some(({ aggregated }) => aggregated.has(table))) found.add(table);
  return found;
}
