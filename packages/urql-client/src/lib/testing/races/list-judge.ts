import type { VotedItem } from "../documents.ts";
import type { Database } from "./database.ts";
import type { PaintedList } from "./documents.ts";
import type { OwnWrite } from "./own-write.ts";

/** Which lines a list holds. */
type Holds = PaintedList["holds"];

/** How many lines the list of the first ones holds. */
const FIRST = 3;

/** All that the lines ever were. */
export type History = Pick<Database, "ids" | "history">;

type Line = Pick<VotedItem, "id" | "done" | "position">;

/** @returns The ids of the lines that a list holds, in its order. */
function listed(holds: Holds, rows: Iterable<Line>): string[] {
  const found = [...rows].filter(({ done }) => holds === "all" || !done);
  found.sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
  return (holds === "first" ? found.slice(0, FIRST) : found).map(({ id }) => id);
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Judges which lines one list of one tab shows, and in which order. */
export interface ListJudge {
  /**
   * @param rank Number of the last commit before it was painted.
   * @param ids The lines it shows, in its order.
   * @returns What is wrong with a paint; undefined when nothing is.
   */
  check(moment: number, rank: number, ids: readonly string[]): "older than before" | "never was" | undefined;
}

/**
 * A list has to be, as a whole, what the database held at some commit, and never at an earlier one than before. From an own write that
 * changes which lines there are, or their order, until the list shows a state of the database after its caller was answered, nothing is
 * said: what is predicted meanwhile is made of one state and of a write that belongs to a later one.
 * @param writes Those of the list's tab.
 * @param holdsRows Whether single rows are held back for own writes, so that after one a list may be of several states.
 */
export function createListJudge(
  holds: Holds,
  database: History,
  writes: readonly OwnWrite[],
  holdsRows = false,
): ListJudge {
  const states = statesOf(database).map(({ rank, rows }) => ({ rank, ids: listed(holds, rows).join(" ") }));
  const moving = writes.filter(
    ({ exists, set }) =>
      holdsRows || exists !== undefined || set.done !== undefined || set.position !== undefined,
  );
  const absorbed = new Set<OwnWrite>();
  let floor = 0;
  return {
    check(moment, rank, ids) {
      const shown = ids.join(" ");
      const isShown = (state: { rank: number; ids: string }): boolean =>
        state.rank <= rank && state.ids === shown;
      const at = states.findIndex((state, index) => index >= floor && isShown(state));
      const open = moving.filter((write) => write.issuedAt < moment && !absorbed.has(write));
      if (open.length > 0) {
        // What looks like a later state may still be predicted: it binds nothing yet.
        if (!holdsRows && at >= 0 && open.every((write) => write.endedAt < moment))
          for (const write of open) absorbed.add(write);
        return undefined;
      }
      if (at < 0) return states.some(isShown) ? "older than before" : "never was";
      floor = at;
      return undefined;
    },
  };
}

/** @returns The lines that there were from each commit on, oldest first. */
function statesOf({ ids, history }: History): { rank: number; rows: Line[] }[] {
  const changes = [...ids()].flatMap((id) => history(id).map((state) => ({ id, ...state })));
  changes.sort((a, b) => a.rank - b.rank);
  const rows = new Map<string, Line>();
  const states: { rank: number; rows: Line[] }[] = [];
  for (const [index, { id, rank, row }] of changes.entries()) {
    if (row) rows.set(id, row);
    else rows.delete(id);
    if (changes[index + 1]?.rank !== rank) states.push({ rank, rows: [...rows.values()] });
  }
  return states;
}
