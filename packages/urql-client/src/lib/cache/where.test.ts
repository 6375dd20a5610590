import { beforeAll, describe, expect, it } from "vitest";
import { indexModel } from "../model/lookup.ts";
import { testModel } from "../testing/model.ts";
import { loadParts } from "./on-demand.ts";
import { readOrder } from "./order-by.ts";
import { dependsOn, matches, type RowView } from "./where.ts";

const index = indexModel(testModel);

function view(
  table: string,
  columns: Record<string, unknown>,
  related: Record<string, RowView | null> = {},
  many: RowView["many"] = () => ({ rows: [], isComplete: false }),
): RowView {
  return { table, column: (name) => columns[name], related: (name) => related[name], many };
}

const lines = [3, 5].map((votes) => view("items", { votes }));
const [some, all] = [false, true].map((isComplete) =>
  view("dinners", { id: "d1" }, {}, () => ({ rows: lines, isComplete })),
);

const dinner = view("dinners", { id: "d1", title: "Lunch", notes: null });
const row = view(
  "items",
  { id: "i1", title: "Bread", position: "b", done: false, votes: 3, assignee_id: null },
  { dinner, assignee: null },
);

beforeAll(loadParts);

describe("matches", () => {
  it.each([
    [{}, true],
    [undefined, true],
    [{ done: { _eq: false } }, true],
    [{ done: { _eq: false }, votes: { _gt: 3 } }, false],
    [{ votes: { _gte: 3, _lt: 4 } }, true],
    [{ title: { _in: ["Wine", "Bread"] } }, true],
    [{ title: { _nin: ["Wine", "Bread"] } }, false],
    [{ title: { _like: "Br%d" } }, true],
    [{ title: { _ilike: "b_EAD" } }, true],
    [{ title: { _like: "r%" } }, false],
    [{ assignee_id: { _is_null: true } }, true],
    [{ _and: [{ done: { _eq: false } }, { votes: { _eq: 3 } }] }, true],
    [{ _or: [] }, false],
    [{ _not: { done: { _eq: true } } }, true],
    [{ dinner: { title: { _eq: "Lunch" } } }, true],
    [{ assignee: { id: { _eq: "x" } } }, false],
    [{ title: { _regex: "^Br.*d$" } }, true],
    [{ position: { _gt: "a" } }, true],
    [{ assignee_id: { _nin: [] } }, true],
  ])("says %j is %j", (where, expected) => {
    expect(matches(where, row, index)).toBe(expected);
  });

  it("takes comparisons with null as SQL does, also under _not", () => {
    expect(matches({ assignee_id: { _eq: "x" } }, row, index)).toBe(false);
    expect(matches({ assignee_id: { _neq: "x" } }, row, index)).toBe(false);
    expect(matches({ _not: { assignee_id: { _eq: "x" } } }, row, index)).toBe(false);
  });

  it.each([
    { title: { _gt: "A" } }, // depends on the collation
    { title: { _regex: "(?i)b" } },
    { title: { _similar: "x|y" } },
    { title: { _ilike: "Ä%" } }, // what case is depends on the locale
    { created_by: { _eq: "x" } }, // a column the cache does not know
    { dinner: { owner: { id: { _eq: "x" } } } },
    { votes: { _eq: null } },
    { nonsense: {} },
    { _and: null },
    { _not: null },
  ])("does not guess about %j", (where) => {
    expect(matches(where, row, index)).toBeUndefined();
  });

  it("decides what does not depend on the unknown part", () => {
    expect(matches({ done: { _eq: true }, created_by: { _eq: "x" } }, row, index)).toBe(false);
    expect(matches({ _or: [{ done: { _eq: false } }, { created_by: { _eq: "x" } }] }, row, index)).toBe(true);
  });
});

describe("matches across an array relationship", () => {
  it("is sure of a row that is known, and of none once all are", () => {
    expect(matches({ items: { votes: { _gt: 4 } } }, some!, index)).toBe(true);
    expect(matches({ items: { votes: { _gt: 5 } } }, some!, index)).toBeUndefined();
    expect(matches({ items: { votes: { _gt: 5 } } }, all!, index)).toBe(false);
  });

  it("counts rows once all are known", () => {
    const where = { items_aggregate: { count: { predicate: { _eq: 1 }, filter: { votes: { _gt: 4 } } } } };
    expect(matches(where, some!, index)).toBeUndefined();
    expect(matches(where, all!, index)).toBe(true);
    expect(matches({ items_aggregate: { max: { votes: { _gt: 1 } } } }, all!, index)).toBeUndefined();
  });
});

describe("readOrder", () => {
  const a = view("items", { id: "a", votes: 1, assignee_id: null });
  const b = view("items", { id: "b", votes: 1, assignee_id: "x" });
  // UTF-16 would have it the other way round
  const [low, high] = ["\ue000", "😀"].map((position) => view("items", { position }));

  it("compares by each criterion in turn, with nulls where Postgres puts them", () => {
    expect(readOrder([{ votes: "asc" }, { id: "desc" }], index)?.(a, b)).toBe(1);
    expect(readOrder([{ position: "asc" }], index)?.(low!, high!)).toBeLessThan(0);
    expect(readOrder({ assignee_id: "asc" }, index)?.(a, b)).toBe(1);
    expect(readOrder({ assignee_id: "desc" }, index)?.(a, b)).toBe(-1);
    expect(readOrder({ assignee_id: "asc_nulls_first" }, index)?.(a, b)).toBe(-1);
  });

  it("follows object relationships and gives up on aggregates and unknown columns", () => {
    const under = (created_at: string): RowView =>
      view("items", {}, { dinner: view("dinners", { created_at, title: created_at }) });
    const [early, late] = ["2024-01-01T00:00:00.000001Z", "2024-01-01T00:00:00.000002Z"].map(under);
    expect(readOrder({ dinner: { created_at: "asc" } }, index)?.(early!, late!)).toBe(-1);
    // by the database's collation
    expect(readOrder({ dinner: { title: "asc" } }, index)?.(early!, late!)).toBeUndefined();
    expect(
      readOrder({ dinner: { items_aggregate: { count: "asc" } } }, index)?.(early!, late!),
    ).toBeUndefined();
    expect(readOrder({ done: "asc" }, index)?.(a, b)).toBeUndefined();
  });
});

describe("dependsOn", () => {
  it.each<[unknown, boolean]>([
    [{ title: { _eq: "a" } }, false],
    [{ done: { _eq: false } }, true],
    [{ _and: [{ title: { _eq: "a" } }, { _not: { done: { _eq: false } } }] }, true],
    [{ dinner: { title: { _eq: "a" } } }, false],
    [[{ position: "asc" }, { done: "desc" }], true],
    [undefined, false],
  ])("says of %j whether writing `done` decides it: %s", (criteria, decides) => {
    expect(dependsOn(criteria, "items", { done: true }, index)).toBe(decides);
  });

  it("follows the columns of a relationship", () => {
    expect(dependsOn({ dinner: { title: { _eq: "a" } } }, "items", { dinner_id: "d2" }, index)).toBe(true);
  });
});
