import { describe, expect, it } from "vitest";
import { Group } from "./group.ts";
import type { LiveSink } from "./cohort.ts";
import type { LiveOperation } from "../engine.ts";

const silent: LiveSink = { next: () => {}, error: () => {}, refuse: () => {} };

function operation(dinner: string): LiveOperation {
  return {
    key: "dinners",
    sql: "",
    variables: { session: {}, query: { dinner }, synthetic: [] },
    dependencies: [
      { schema: "public", name: "items", keyColumns: ["dinner_id"], rows: [{ dinner_id: dinner }] },
    ],
    timeDependent: true,
    validate: async () => {},
  };
}

/** A group that notes for which dinners it is run. */
function startGroup(): { group: Group; runs: string[][] } {
  const runs: string[][] = [];
  const group = new Group(operation("one"), {
    batchSize: 10,
    onEmpty: () => {},
    run: (_statement, cohorts, begin) => {
      begin();
      runs.push(cohorts.map((cohort) => String(cohort.variables.query["dinner"])));
      return Promise.resolve(new Map(cohorts.map((cohort) => [cohort, { result: "{}" }])));
    },
  });
  return { group, runs };
}

describe("Group.wakeFromBefore", () => {
  it("runs those that no change has woken since", async () => {
    const { group, runs } = startGroup();
    for (const dinner of ["one", "two"]) group.join(operation(dinner), silent);
    await expect.poll(() => runs).toEqual([["one", "two"]]);

    const between = performance.now();
    await expect.poll(() => performance.now()).toBeGreaterThan(between + 1);
    group.wakeFor("public.items", new Map([["dinner_id", new Set(["one"])]]));
    await expect.poll(() => runs).toEqual([["one", "two"], ["one"]]);

    group.wakeFromBefore(between);
    await expect.poll(() => runs).toEqual([["one", "two"], ["one"], ["two"]]);
    group.wakeFromBefore(between);
    group.wakeFromBefore(performance.now());
    await expect.poll(() => runs).toEqual([["one", "two"], ["one"], ["two"], ["one", "two"]]);
  });
});
