import { describe, expect, it } from "vitest";
import { indexModel } from "../model/lookup.ts";
import { testModel } from "../testing/model.ts";
import { readOrder } from "./order-by.ts";
import { matches, type RowView } from "./where.ts";

const index = indexModel(testModel);

function view(
  table: string,
  columns: Record<string, unknown>,
  related: Record<string, RowView | null> = {},
): RowView {
  return { table, column: (name) => columns[name], related: (name) => related[name] };
}

const dinner = view("dinners", { id: "d1", title: "Lunch", notes: null });
const row = view(
  "items",
  { id: "i1", title: "Bread", done: false, votes: 3, assignee_id: null },
  { dinner, assignee: null },
);

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
    { title: { _similar: "x" } },
    { created_by: { _eq: "x" } }, // a column the cache does not know
    { dinner: { owner: { id: { _eq: "x" } } } },
    { votes: { _eq: null } },
    { nonsense: {} },
  ])("does not guess about %j", (where) => {
    expect(matches(where, row, index)).toBeUndefined();
  });

  it("decides what does not depend on the unknown part", () => {
    expect(matches({ done: { _eq: true }, created_by: { _eq: "x" } }, row, index)).toBe(false);
    expect(matches({ _or: [{ done: { _eq: false } }, { created_by: { _eq: "x" } }] }, row, index)).toBe(true);
  });
});

describe("readOrder", () => {
  const a = view("items", { id: "a", votes: 1, assignee_id: null });
  const b = view("items", { id: "b", votes: 1, assignee_id: "x" });

  it("compares by each criterion in turn, with nulls where Postgres puts them", () => {
    expect(readOrder([{ votes: "asc" }, { id: "desc" }], index)?.(a, b)).toBe(1);
    expect(readOrder({ assignee_id: "asc" }, index)?.(a, b)).toBe(1);
    expect(readOrder({ assignee_id: "desc" }, index)?.(a, b)).toBe(-1);
    expect(readOrder({ assignee_id: "asc_nulls_first" }, index)?.(a, b)).toBe(-1);
  });

  it("follows object relationships and gives up on aggregates and unknown columns", () => {
    const under = (title: string): RowView => view("items", {}, { dinner: view("dinners", { title }) });
    expect(readOrder({ dinner: { title: "asc" } }, index)?.(under("a"), under("b"))).toBe(-1);
    expect(readOrder({ items_aggregate: { count: "asc" } }, index)).toBeUndefined();
    expect(readOrder({ done: "asc" }, index)?.(a, b)).toBeUndefined();
  });
});
