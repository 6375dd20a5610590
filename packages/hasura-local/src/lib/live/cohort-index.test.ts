import { describe, expect, it } from "vitest";
import { CohortIndex } from "./cohort-index.ts";
import { Cohort } from "./cohort.ts";
import type { RowKey } from "../engine.ts";

const cohort = (...rows: RowKey[]): Cohort =>
  new Cohort({
    variables: { session: {}, query: {}, synthetic: [] },
    dependencies: [{ schema: "public", name: "items", keyColumns: ["id", "dinner", "person"], rows }],
  });

const values = (changed: Record<string, string[]>): Map<string, Set<string>> =>
  new Map(Object.entries(changed).map(([column, list]) => [column, new Set(list)]));

function concerned(
  cohorts: Cohort[],
  changed: Record<string, string[]>,
  table = "public.items",
): Set<Cohort> {
  const index = new CohortIndex();
  for (const entry of cohorts) index.add(entry);
  return new Set(index.concernedBy(table, values(changed)));
}

describe("CohortIndex", () => {
  const [one, two, everything] = [cohort({ dinner: "1" }), cohort({ dinner: "2" }), cohort({})];
  const all = [one, two, everything];

  it("finds those with a changed value, and those whom every row concerns", () => {
    expect(concerned(all, { dinner: ["1"], id: ["7"] })).toEqual(new Set([one, everything]));
    expect(concerned(all, { dinner: ["1", "2"] })).toEqual(new Set(all));
    expect(concerned(all, { dinner: ["3"] })).toEqual(new Set([everything]));
    expect(concerned(all, { dinner: [] })).toEqual(new Set([everything]));
  });

  it("finds everybody where the column's values are unknown", () => {
    expect(concerned(all, {})).toEqual(new Set(all));
    expect(concerned(all, { id: ["7"] })).toEqual(new Set(all));
  });

  it("finds nobody for another table", () => {
    expect(concerned(all, { dinner: ["1"] }, "public.people").size).toBe(0);
  });

  it("looks at all columns of a key", () => {
    const both = cohort({ dinner: "1", person: "a" });
    expect(concerned([both], { dinner: ["1"], person: ["a", "b"] }).size).toBe(1);
    expect(concerned([both], { dinner: ["1"] }).size).toBe(1);
    expect(concerned([both], { dinner: ["1"], person: ["b"] }).size).toBe(0);
    expect(concerned([both], { person: ["b"] }).size).toBe(0);
  });

  it("finds a cohort by each of its keys", () => {
    const either = cohort({ dinner: "1" }, { person: "a" });
    expect(concerned([either], { dinner: ["2"], person: ["a"] }).size).toBe(1);
    expect(concerned([either], { dinner: ["1"], person: ["b"] }).size).toBe(1);
    expect(concerned([either], { dinner: ["2"], person: ["b"] }).size).toBe(0);
  });

  it("forgets a cohort and keeps others with the same key", () => {
    const index = new CohortIndex();
    const twin = cohort({ dinner: "1" }, { person: "a" });
    index.add(one);
    index.add(twin);
    index.delete(one);
    expect([...index.concernedBy("public.items", values({ dinner: ["1"], person: [] }))]).toEqual([twin]);
    index.delete(twin);
    expect([...index.concernedBy("public.items", values({}))]).toEqual([]);
  });
});
