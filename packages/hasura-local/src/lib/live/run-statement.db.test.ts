import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cohort } from "./cohort.ts";
import { createStatementRunner } from "./run-statement.ts";
import type { LiveOperation } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import { startPotluck, user } from "../execute/potluck-project.fixture.ts";
import type { PotluckProject } from "../execute/potluck-project.fixture.ts";

describe("createStatementRunner", () => {
  let project: PotluckProject;
  let pool: pg.Pool;

  beforeAll(async () => {
    project = await startPotluck();
    pool = new pg.Pool({ connectionString: project.url, max: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await project.stop();
  });

  function prepare(dinner: string): LiveOperation {
    const query = "subscription ($id: uuid!) { dinners_by_pk(id: $id) { items { title } members { role } } }";
    const operation = project.engine.prepare({ query, variables: { id: dinner } }, user("auth0|ada"));
    if (operation.kind !== "subscription") throw new Error("expected a subscription");
    return operation.live;
  }

  it("has Postgres plan a statement once for batches of every size", async () => {
    const run = createStatementRunner({
      pool,
      concurrency: 1,
      toRequestError: (error) => new GraphQLRequestError("unexpected", String(error)),
      log: () => {},
    });
    const operations = Array.from({ length: 12 }, (_, index) =>
      prepare(`00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`),
    );
    const statement = { text: operations[0]?.sql ?? "" };
    for (const [index] of operations.entries()) {
      const cohorts = operations.slice(0, index + 1).map((operation) => new Cohort(operation));
      const outcomes = await run(statement, cohorts, () => {});
      expect([...outcomes.values()].every((outcome) => outcome !== "retry" && "result" in outcome)).toBe(
        true,
      );
    }
    // Postgres tries a few plans for given values before it keeps one for all.
    const { rows } = await pool.query(
      'select (generic_plans > 0 and custom_plans <= 5) as "isKept" from pg_prepared_statements where statement = $1',
      [statement.text],
    );
    expect(rows).toEqual([{ isKept: true }]);
  });
});
