import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLive } from "./live-queries.fixture.ts";
import type { RecordedLive, Recorder } from "./live-queries.fixture.ts";
import type { LiveOperation } from "../engine.ts";
import { startPotluck, user } from "../execute/potluck-project.fixture.ts";
import type { PotluckProject } from "../execute/potluck-project.fixture.ts";
import { PATIENT } from "../testing/patience.ts";

const DINNERS = 200;
const id = (kind: number, number: number): string =>
  `00000000-0000-4000-800${kind}-${String(number).padStart(12, "0")}`;
const dinnerId = (number: number): string => id(1, number);
const itemId = (number: number): string => id(2, number);

describe("createLiveQueries", () => {
  let project: PotluckProject;
  let recorded: RecordedLive;

  beforeAll(async () => {
    project = await startPotluck();
    recorded = await startLive(project.pool, project.url);
    await project.pool.query(
      `insert into dinners (id, title, starts_at, owner_id)
       select ('00000000-0000-4000-8001-' || lpad(n::text, 12, '0'))::uuid, 'dinner ' || n, now(), 'auth0|ada'
       from generate_series(1, $1) n`,
      [DINNERS],
    );
    await project.pool.query(
      `insert into items (id, dinner_id, title, position, created_by)
       select ('00000000-0000-4000-8002-' || lpad(n::text, 12, '0'))::uuid,
         ('00000000-0000-4000-8001-' || lpad(n::text, 12, '0'))::uuid, 'item ' || n, 'a', 'auth0|ada'
       from generate_series(1, $1) n`,
      [DINNERS],
    );
  });
  afterAll(async () => {
    await recorded.live.close();
    await project.stop();
  });

  function prepare(person: string, query: string, variables: Record<string, unknown>): LiveOperation {
    const operation = project.engine.prepare({ query, variables }, user(`auth0|${person}`));
    if (operation.kind !== "subscription") throw new Error("expected a subscription");
    return operation.live;
  }

  async function answered(recorder: Recorder | undefined, text: string): Promise<void> {
    await expect.poll(() => recorder?.results.at(-1), PATIENT).toContain(text);
  }

  it("runs the cohorts of the edited dinner and none of the 199 others", async () => {
    const page = `subscription ($id: uuid!) {
      dinners_by_pk(id: $id) {
        title
        items(order_by: {position: asc}) { title assignee { display_name } }
        members { role user { display_name } }
      }
    }`;
    const recorders = Array.from({ length: DINNERS }, (_, index) =>
      recorded.subscribe(prepare("ada", page, { id: dinnerId(index + 1) })),
    );
    for (const [index, recorder] of recorders.entries()) await answered(recorder, `item ${index + 1}`);
    // A table's first subscribers are run once more when its triggers stand.
    const announced = `select count(distinct tgrelid)::int as tables from pg_trigger
      where tgrelid = any('{dinners,items,dinner_members,users}'::regclass[]) and tgfoid::regproc::text like '%announce%'`;
    const tables = async () => (await project.pool.query<{ tables: number }>(announced)).rows[0]?.tables;
    await expect.poll(tables, PATIENT).toBe(4);
    await recorded.settle();
    const cohorts = (): number => recorded.statements.reduce((sum, statement) => sum + statement.cohorts, 0);
    recorded.statements.length = 0;

    // Both are answered in order, so whoever the first one woke has been run once the second one is seen.
    await project.pool.query("update items set title = 'edited' where id = $1", [itemId(7)]);
    await answered(recorders[6], "edited");
    await project.pool.query("delete from items where id = $1", [itemId(8)]);
    await answered(recorders[7], '"items":[]');
    expect(cohorts()).toBe(2);

    // An item that moves concerns where it was and where it comes.
    await project.pool.query("update items set dinner_id = $1 where id = $2", [dinnerId(10), itemId(9)]);
    await answered(recorders[8], '"items":[]');
    await answered(recorders[9], "item 9");
    expect(cohorts()).toBe(4);

    // Their relationships to people make everybody depend on any change of a person.
    await project.pool.query("update users set display_name = 'Ada' where id = 'auth0|ada'");
    for (const recorder of recorders) await answered(recorder, '"display_name":"Ada"');
    expect(cohorts()).toBe(4 + DINNERS);
    for (const recorder of recorders) recorder.leave();
  });

  it("routes streams, at every position", async () => {
    const stream = `subscription ($id: uuid!) {
      items_stream(
        batch_size: 1, where: {dinner_id: {_eq: $id}}, cursor: {initial_value: {position: "a"}}
      ) { title }
    }`;
    const [twenty, thirty] = [20, 30].map((number) =>
      recorded.subscribe(prepare("ada", stream, { id: dinnerId(number) })),
    );
    const insert = (dinner: number, title: string, position: string) =>
      project.pool.query(
        "insert into items (dinner_id, title, position, created_by) values ($1, $2, $3, 'auth0|ada')",
        [dinnerId(dinner), title, position],
      );
    await insert(20, "first", "b");
    await insert(30, "other", "b");
    await answered(twenty, "first");
    await answered(thirty, "other");
    await insert(20, "second", "c");
    await answered(twenty, "second");
    expect(thirty?.results).toHaveLength(1);
    twenty?.leave();
    thirty?.leave();
  });

  it("tries again for whoever has an error at any change of its tables", async () => {
    const divide = (person: string): LiveOperation => ({
      key: "divide",
      sql: `select result_id, (select 10 / count(*) from users where id like 'divide%')::text as result
        from unnest($1::uuid[], $2::json[]) as subscription (result_id, vars)`,
      variables: { session: {}, query: { person }, synthetic: [] },
      dependencies: [{ schema: "public", name: "users", keyColumns: ["id"], rows: [{ id: person }] }],
      timeDependent: false,
      validate: async () => {},
    });
    const recorder = recorded.subscribe(divide("somebody else"));
    await expect.poll(() => recorder.errors.length, PATIENT).toBe(1);
    await project.pool.query("insert into users (id, display_name) values ('divide 1', 'One')");
    await expect.poll(() => recorder.results, PATIENT).toEqual(["10"]);
    await project.pool.query("insert into users (id, display_name) values ('divide 2', 'Two')");
    await project.pool.query("insert into users (id, display_name) values ('somebody else', 'Else')");
    await expect.poll(() => recorder.results, PATIENT).toEqual(["10", "5"]);
    recorder.leave();
  });
});
