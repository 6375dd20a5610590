import { describe, expect, it } from "vitest";
import { createDatabase, type StoredItem } from "./database.ts";
import { createJudge } from "./judge.ts";
import type { OwnWrite } from "./own-write.ts";

const first: StoredItem = { id: "a", dinner_id: "d1", title: "0", done: false, position: "p", votes: 0 };

function begin() {
  const database = createDatabase([first]);
  const judge = createJudge(database);
  return {
    database,
    judge,
    paint: (...rows: Partial<StoredItem>[]): void => {
      judge.moment++;
      judge.see(0, [{ name: "page", holds: "all", rows: rows.map((row) => ({ ...first, ...row })) }]);
    },
    write: (columns: Partial<OwnWrite>): OwnWrite => {
      const write: OwnWrite = {
        tab: 0,
        row: "a",
        set: {},
        votes: 0,
        exists: undefined,
        issuedAt: judge.moment,
        endedAt: Infinity,
        committedAt: Infinity,
        outcome: "open",
        ...columns,
      };
      judge.writes.push(write);
      return write;
    },
    wrong: () => judge.verdict().flickers.map(({ column, why }) => `${column} ${why}`),
  };
}

describe("createJudge", () => {
  it("finds nothing wrong with what follows the commits, whether or not it skips some", () => {
    const { database, paint, wrong } = begin();
    paint({ title: "0" });
    database.commit("a", { ...first, title: "1" });
    database.commit("a", { ...first, title: "2" });
    paint({ title: "2" });
    database.commit("a", undefined);
    paint();
    expect(wrong()).toEqual([]);
  });

  it("counts a value older than the one before it, and a row that comes back", () => {
    const { database, paint, wrong } = begin();
    database.commit("a", { ...first, title: "1" });
    paint({ title: "1" });
    paint({ title: "0" });
    database.commit("a", undefined);
    paint();
    paint({ title: "1" });
    expect(wrong()).toEqual([
      "title older than before",
      "order older than before",
      "exists older than before",
    ]);
  });

  it("takes an own write for the commit that it will be", () => {
    const { database, paint, write, wrong } = begin();
    write({ set: { title: "w" } });
    paint({ title: "w" });
    paint({ title: "0" });
    database.commit("a", { ...first, title: "w" });
    paint({ title: "w" });
    expect(wrong()).toEqual([]); // never committed, as far as the judge was told
    const again = begin();
    again.write({ set: { title: "w" }, committedAt: 3, endedAt: 4, outcome: "done" });
    again.paint({ title: "w" });
    again.paint({ title: "0" });
    again.database.commit("a", { ...first, title: "w" });
    again.paint({ title: "w" });
    expect(again.wrong()).toEqual(["title older than before"]);
  });

  it("lets a refused write be shown until the caller knows, and not afterwards", () => {
    const { judge, paint, write, wrong } = begin();
    const refused = write({ set: { title: "w" }, outcome: "refused" });
    paint({ title: "w" });
    refused.endedAt = judge.moment;
    paint({ title: "w" });
    paint({ title: "0" });
    expect(wrong()).toEqual(["title never was"]);
  });

  it("sees what was added twice, and what was taken back", () => {
    const { database, judge, paint, wrong } = begin();
    database.commit("a", { ...first, votes: 4 });
    judge.committedVotes.add(4);
    paint({ votes: 4 });
    paint({ votes: 8 });
    paint({ votes: 4 });
    paint({ votes: 0 });
    expect(wrong()).toEqual(["votes never was", "votes older than before"]);
  });
});
