import { describe, expect, it } from "vitest";
import { createDatabase, type StoredItem } from "./database.ts";
import { createListJudge } from "./list-judge.ts";
import type { OwnWrite } from "./own-write.ts";

const line = (id: string, position: string, done = false): StoredItem => ({
  id,
  dinner_id: "d1",
  title: id,
  done,
  position,
  votes: 0,
});

function begin() {
  const database = createDatabase([line("a", "1"), line("b", "2"), line("c", "3"), line("d", "4")]);
  database.commit("a", line("a", "1", true)); // b c d
  database.commit("e", line("e", "0")); // e b c
  return database;
}

const removal = (columns: Partial<OwnWrite>): OwnWrite => ({
  tab: 0,
  row: "b",
  set: {},
  votes: 0,
  exists: false,
  issuedAt: 0,
  endedAt: Infinity,
  committedAt: Infinity,
  outcome: "open",
  ...columns,
});

describe("createListJudge", () => {
  it("lets a limited list be what it was at each commit, whether or not some are skipped", () => {
    const judge = createListJudge("first", begin(), []);
    expect(judge.check(1, 0, ["a", "b", "c"])).toBeUndefined();
    expect(judge.check(2, 2, ["e", "b", "c"])).toBeUndefined();
  });

  it("sees one that goes back, one in another order, and one of two commits", () => {
    const judge = createListJudge("first", begin(), []);
    expect(judge.check(1, 2, ["b", "c", "d"])).toBeUndefined();
    expect(judge.check(2, 2, ["a", "b", "c"])).toBe("older than before");
    expect(judge.check(3, 2, ["c", "b", "d"])).toBe("never was");
    expect(judge.check(4, 2, ["e", "a", "b"])).toBe("never was");
  });

  it("does not take what will be for what is", () => {
    expect(createListJudge("first", begin(), []).check(1, 1, ["e", "b", "c"])).toBe("never was");
  });

  it("says nothing of a prediction, and judges again once the list shows a state after its answer", () => {
    const database = begin();
    const judge = createListJudge("first", database, [removal({ issuedAt: 1, endedAt: 3 })]);
    expect(judge.check(2, 2, ["e", "c"])).toBeUndefined();
    expect(judge.check(4, 2, ["e", "c"])).toBeUndefined();
    expect(judge.check(5, 2, ["e", "b", "c"])).toBeUndefined();
    expect(judge.check(6, 2, ["e", "c"])).toBe("never was");
  });

  it("says nothing after an own write where rows are held back one by one", () => {
    const writes = [removal({ exists: undefined, issuedAt: 1, endedAt: 2 })];
    const judge = createListJudge("first", begin(), writes, true);
    expect(judge.check(1, 2, ["e", "c"])).toBe("never was");
    expect(judge.check(4, 2, ["e", "b", "c"])).toBeUndefined();
    expect(judge.check(5, 2, ["e", "c"])).toBeUndefined();
  });
});
