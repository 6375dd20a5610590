import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, run } from "../execute/potluck-project.fixture.ts";
import { metadataOf, startScratchEngine } from "../execute/scratch-engine.fixture.ts";
import type { ScratchEngine } from "../execute/scratch-engine.fixture.ts";
import type { TableMetadata } from "../metadata/types.ts";

let scratch: ScratchEngine;

const table = (name: string, more: Partial<TableMetadata> = {}): TableMetadata => ({
  table: { schema: "public", name },
  ...more,
});
const colours = table("colours", { is_enum: true });
const sizes = table("sizes", { is_enum: true });

beforeAll(async () => {
  scratch = await startScratchEngine(
    `create table colours (value text primary key, name text unique);
     insert into colours values ('red', 'Red'), ('blue', 'Blue');
     create table sizes (value text primary key);
     insert into sizes values ('large');
     create table shirts (
       id int primary key, colour text references colours, colour_name text references colours (name),
       size text references sizes references colours
     );
     insert into shirts values (1, 'red', 'Blue', null)`,
    [],
  );
});

afterAll(() => scratch.stop());

async function problemsOf(...tables: TableMetadata[]): Promise<readonly string[]> {
  return scratch.engine.reload(metadataOf(tables)).then(
    () => [],
    (error: { problems: readonly string[] }) => error.problems,
  );
}

const select = (filter: Record<string, unknown>): Partial<TableMetadata> => ({
  select_permissions: [{ role: "guest", permission: { columns: "*", filter } }],
});

describe("Engine.reload", () => {
  it("refuses a table that cannot be an enum, and keeps what was in force", async () => {
    expect(await problemsOf(colours, table("shirts"))).toEqual([]);
    expect(await problemsOf(colours, table("shirts", { is_enum: true }))).toEqual([
      expect.stringContaining('the table "shirts" cannot be used as an enum for the following reasons:'),
    ]);
    expect(await run(scratch.engine, admin, "{ shirts { colour } }")).toEqual({
      data: { shirts: [{ colour: "red" }] },
    });
  });

  it("takes a foreign key to an enum's primary key for its values, and one to its comment for a text", async () => {
    await problemsOf(colours, table("shirts"));
    const { data } = await run(
      scratch.engine,
      admin,
      '{ __type(name: "shirts") { fields { name type { name } } } }',
    );
    expect(data?.["__type"]).toMatchObject({
      fields: expect.arrayContaining([
        { name: "colour", type: { name: "colours_enum" } },
        { name: "colour_name", type: { name: "String" } },
      ]) as unknown,
    });
  });

  it("refuses a column that refers to two enum tables", async () => {
    expect(await problemsOf(colours, sizes, table("shirts"))).toEqual([
      'column "size" in table "shirts" references multiple enum tables ("colours", "sizes")',
    ]);
  });

  it.each([
    [{ colour: { _eq: "red" } }, ""],
    [{ colour: { _in: ["red", "blue"] } }, ""],
    [{ colour: { _in: "X-Hasura-Colours" } }, ""],
    [{ colour: "X-Hasura-Colour", _not: { colour: { _eq: null } } }, ""],
    [{ colour: { _gt: "red" } }, ""],
    [
      { colour: { _eq: "green" } },
      'colour: expected one of the values "blue", "red" for type "colours", given "green"',
    ],
    [{ _or: [{ colour: "green" }] }, 'given "green"'],
    [{ colour: { _nin: ["red", "green"] } }, 'given "green"'],
    [{ colour: { _eq: 1 } }, "given 1"],
    [{ colour: { _like: "red" } }, '"_like" is not an operator of the column "colour"'],
  ])("judges the permission %j by the enum's values", async (filter, problem) => {
    const problems = await problemsOf(colours, table("shirts", select(filter)));
    expect(problems).toHaveLength(problem === "" ? 0 : 1);
    expect(problems.join()).toContain(problem);
  });

  it("judges presets by the enum's values", async () => {
    const insert = (colour: string): Partial<TableMetadata> => ({
      insert_permissions: [{ role: "guest", permission: { columns: ["id"], check: {}, set: { colour } } }],
    });
    expect(await problemsOf(colours, table("shirts", insert("red")))).toEqual([]);
    expect(await problemsOf(colours, table("shirts", insert("green")))).toEqual([
      'insert permission of the role "guest" on public.shirts: colour: expected one of the values "blue", "red" for type "colours", given "green"',
    ]);
  });
});
