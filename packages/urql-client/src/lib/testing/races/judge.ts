import { remembered } from "../../remembered.ts";
import type { VotedItem } from "../documents.ts";
import type { RowState, StoredItem } from "./database.ts";
import type { PaintedList } from "./documents.ts";
import { createListJudge, type History, type ListJudge } from "./list-judge.ts";
import { mayShowUncommitted, mayWithdraw, type OwnWrite } from "./own-write.ts";

/** Something that was painted, and must not have been. */
export interface Flicker {
  tab: number;
  list: string;
  /** Empty for which lines a list shows, and their order. */
  row: string;
  column: string;
  value: unknown;
  why: "older than before" | "never was" | "withdrawn";
  atMs: number;
}

interface Paint {
  moment: number;
  /** Number of the last commit. */
  rank: number;
  atMs: number;
  tab: number;
  list: PaintedList;
}

/** Watches what is painted, and says afterwards what of it was wrong. */
export interface Judge {
  /** Counts the moments at which something may be painted. */
  moment: number;
  writes: OwnWrite[];
  /** What adding a number to the votes was: whose it is does not matter. */
  committedVotes: Set<number>;
  see(tab: number, lists: readonly PaintedList[]): void;
  /** @returns What it comes to: by now it is known which writes were committed, and in which order. */
  verdict(): JudgedPaints;
}

/** What was wrong, and how late what others changed was shown. */
export interface JudgedPaints {
  flickers: Flicker[];
  /** Milliseconds from a commit of somebody else to the first paint that shows it, for each column and list that ever did. */
  latenessMs: number[];
}

const COLUMNS = ["title", "done", "position"] as const;

/**
 * Judges each list of each tab as a whole, and each column of each row in it by itself: what is painted has to be what the database held
 * at some commit, and never at an earlier one than before. Own writes take part with the commit that they will be. Those that will not
 * be committed may be shown only while nobody knows that.
 * @param holdsRows Whether pages hold back single rows for own writes, and not whole answers.
 */
export function createJudge(database: History & { rank?: number }, holdsRows = false): Judge {
  const paints: Paint[] = [];
  const lastRows = new Map<string, readonly VotedItem[]>();

  const judge: Judge = {
    moment: 0,
    writes: [],
    committedVotes: new Set(),
    see(tab, lists) {
      for (const list of lists) {
        const name = `${tab} ${list.name}`;
        if (lastRows.get(name) === list.rows) continue;
        lastRows.set(name, list.rows);
        paints.push({ moment: judge.moment, rank: database.rank ?? Infinity, atMs: Date.now(), tab, list });
      }
    },
    verdict,
  };

  function verdict(): JudgedPaints {
    const flickers: Flicker[] = [];
    const latenessMs: number[] = [];
    const floors = new Map<string, number>();
    const votes = new Map<string, number>();
    const histories = new Map<string, RowState[]>();
    for (const id of database.ids()) {
      const history = database.history(id);
      // A row that came later was absent before.
      histories.set(id, history[0]!.rank > 0 ? [{ rank: 0, row: undefined }, ...history] : [...history]);
    }
    for (const { row } of judge.writes)
      if (!histories.has(row)) histories.set(row, [{ rank: 0, row: undefined }]);

    const lists = new Map<string, ListJudge>();
    const listJudge = (tab: number, { name, holds }: PaintedList): ListJudge =>
      remembered(lists, `${tab} ${name}`, () => {
        const own = judge.writes.filter((write) => write.tab === tab);
        return createListJudge(holds, database, own, holdsRows);
      });
    for (const paint of paints) {
      const { moment, rank, tab, list } = paint;
      const ids = list.rows.map(({ id }) => id);
      const why = listJudge(tab, list).check(moment, rank, ids);
      if (why)
        flickers.push({ tab, list: list.name, row: "", column: "order", value: ids, why, atMs: paint.atMs });
      const painted = new Map(list.rows.map((row) => [row.id, row]));
      for (const [id, history] of histories) {
        const row = painted.get(id);
        const own = judge.writes.filter((write) => write.tab === tab && write.row === id);
        const uncommitted = own.filter((write) => mayShowUncommitted(write, moment));
        const report = (column: string, value: unknown, why: Flicker["why"]): void =>
          void flickers.push({ tab, list: list.name, row: id, column, value, why, atMs: paint.atMs });
        const check = (column: string, value: unknown, of: (state: RowState) => unknown): void => {
          const name = `${tab} ${list.name} ${id} ${column}`;
          const floor = floors.get(name) ?? 0;
          const at = history.findIndex((state, index) => index >= floor && of(state) === value);
          if (at >= 0) {
            const { foreignAtMs } = history[at]!;
            if (at > floor && foreignAtMs !== undefined) latenessMs.push(paint.atMs - foreignAtMs);
            return void floors.set(name, at);
          }
          report(
            column,
            value,
            history.some((state) => of(state) === value) ? "older than before" : "never was",
          );
        };
        if (list.holds === "all" && !uncommitted.some((write) => write.exists === (row !== undefined)))
          check("exists", row !== undefined, (state) => state.row !== undefined);
        if (
          list.holds === "open" &&
          !uncommitted.some((write) => write.exists !== undefined || write.set.done !== undefined)
        )
          check("listed", row !== undefined, (state) => state.row !== undefined && !state.row.done);
        if (!row) continue;
        for (const column of COLUMNS) {
          if (uncommitted.some((write) => write.set[column] === row[column])) continue;
          check(column, row[column], (state) => state.row?.[column as keyof StoredItem]);
        }
        const name = `${tab} ${list.name} ${id}`;
        const before = votes.get(name) ?? 0;
        if (row.votes !== before) checkVotes(row.votes, before, own, moment, report);
        votes.set(name, row.votes);
      }
    }
    return { flickers, latenessMs };
  }

  function checkVotes(
    now: number,
    before: number,
    own: readonly OwnWrite[],
    moment: number,
    report: (column: string, value: unknown, why: Flicker["why"]) => void,
  ): void {
    for (let power = 1; power <= Math.max(now, before); power *= 4) {
      const [digit, earlier] = [Math.floor(now / power) % 4, Math.floor(before / power) % 4];
      if (digit === earlier) continue;
      const write = own.find((each) => each.votes === power);
      if (digit > 1) report("votes", now, "never was");
      else if (digit < earlier) {
        if (earlier === 1 && !(write && mayWithdraw(write, moment)))
          report("votes", now, "older than before");
      } else if (!judge.committedVotes.has(power) && !(write && mayShowUncommitted(write, moment)))
        report("votes", now, "never was");
    }
  }
  return judge;
}
