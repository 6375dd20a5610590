import pg from "pg";
import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnumTable } from "./enum-table.ts";
import type { EnumTable } from "./enum-table.ts";
import { loadCatalog } from "../catalog/load.ts";

let database: ScratchDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createScratchDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  await pool.query("create domain label as text; create schema test");
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Reads a table with these columns and rows as an enum. */
async function read(columns: string, rows: string | null, name = "public.kinds"): Promise<EnumTable> {
  await pool.query(`create table ${name} (${columns})`);
  try {
    if (rows !== null) await pool.query(`insert into ${name} values ${rows}`);
    const table = (await loadCatalog(pool)).tables.get(name);
    if (table === undefined) throw new Error("expected the table");
    return await readEnumTable(pool, table);
  } finally {
    await pool.query(`drop table ${name}`);
  }
}

const because = (reason: string): string => `the table "kinds" cannot be used as an enum because ${reason}`;

describe("readEnumTable", () => {
  it("takes a text key, with a text comment or without, wherever the key stands", async () => {
    expect(await read("value text primary key", "('b'), ('a')")).toEqual({
      values: [
        { value: "a", comment: null },
        { value: "b", comment: null },
      ],
      problem: null,
    });
    expect(await read("note text, value text primary key", "('first', 'a'), (null, '_B2')")).toEqual({
      values: [
        { value: "_B2", comment: null },
        { value: "a", comment: "first" },
      ],
      problem: null,
    });
    expect((await read("value label primary key, note label", "('a', 'first')")).problem).toBeNull();
  });

  it.each([
    ["value text", "('a')", "the table must have a primary key"],
    [
      "value text primary key, rank int",
      "('a', 1)",
      'the table’s comment column ("rank") must have type "text", not type "integer"',
    ],
    [
      "value text primary key, rank int, comment text",
      "('a', 1, 'first')",
      "the table must have exactly one primary key and optionally one comment column, not 2 columns (comment, rank)",
    ],
    ["value text primary key", null, "the table must have at least one row"],
    [
      "value text primary key",
      "('good'), ('not good')",
      'the value "not good" is not a valid GraphQL enum value name',
    ],
    [
      "value text primary key",
      "('true'), ('a-b')",
      'the values "a-b" and "true" are not valid GraphQL enum value names',
    ],
    [
      "value text primary key",
      "('null'), ('1st'), (''), ('True')",
      'the values "", "1st", and "null" are not valid GraphQL enum value names',
    ],
  ])("refuses (%s) with the rows %s", async (columns, rows, reason) => {
    expect((await read(columns, rows)).problem).toBe(because(reason));
  });

  it.each([
    [
      "value text, note text, primary key (value, note)",
      "the table’s primary key must not span multiple columns (note, value)",
    ],
    [
      "value varchar primary key",
      'the table’s primary key ("value") must have type "text", not type "varchar"',
    ],
    ["value bool primary key", 'the table’s primary key ("value") must have type "text", not type "boolean"'],
  ])("takes no column of (%s) for a key, so that each counts as a comment", async (columns, reason) => {
    expect((await read(columns, null)).problem).toContain(`for the following reasons:\n  • ${reason}\n  • `);
  });

  it("names every reason, and the schema of a table outside public", async () => {
    const employees = "favorite_color text, gets_paid_on text, id serial primary key, name text";
    expect((await read(employees, null, "public.employees")).problem).toBe(
      `the table "employees" cannot be used as an enum for the following reasons:
  • the table’s primary key ("id") must have type "text", not type "integer"
  • the table must have exactly one primary key and optionally one comment column, not 4 columns (favorite_color, gets_paid_on, id, name)
`,
    );
    expect((await read("value text primary key, rank int", null, "test.ranks")).problem).toBe(
      `the table "test.ranks" cannot be used as an enum for the following reasons:
  • the table’s comment column ("rank") must have type "text", not type "integer"
  • the table must have at least one row
`,
    );
  });
});
