import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../engine.ts";
import { admin, run, valueOf } from "./potluck-project.fixture.ts";
import { startScratchEngine } from "./scratch-engine.fixture.ts";
import type { ScratchEngine } from "./scratch-engine.fixture.ts";

/** Text that would do damage if any of it became SQL. */
const nasty = [
  `'; drop table "Robert""); --`,
  `"; drop table x; --`,
  String.raw`\'; select pg_sleep(10); --`,
  `$1 $$ /* */ -- ; \n \t "~t1" 'x' E'\\x'`,
];

describe("values and names from outside", () => {
  let scratch: ScratchEngine;
  let engine: Engine;

  beforeAll(async () => {
    const table = `odd "table'; --`;
    scratch = await startScratchEngine(
      `create table "${table.replaceAll('"', '""')}"
        (id serial primary key, "we""ird; --" text, "~t1" text, tags text[], doc jsonb)`,
      [
        {
          table: { schema: "public", name: table },
          configuration: {
            custom_name: "odd",
            column_config: { 'we"ird; --': { custom_name: "weird" }, "~t1": { custom_name: "alias" } },
          },
        },
      ],
    );
    ({ engine } = scratch);
  });
  afterAll(() => scratch.stop());

  it.each(nasty)("stay values: %j", async (text) => {
    const inserted = await run(
      engine,
      admin,
      `mutation ($text: String!, $tags: [String!], $doc: jsonb) {
        insert_odd_one(object: {weird: $text, alias: ${JSON.stringify(text)}, tags: $tags, doc: $doc}) { weird alias tags doc }
      }`,
      { text, tags: [text, 'a,"b', "{x}", "NULL", ""], doc: { [text]: text } },
    );
    expect(inserted.errors).toBeUndefined();
    expect(inserted.data?.["insert_odd_one"]).toEqual({
      weird: text,
      alias: text,
      tags: [text, 'a,"b', "{x}", "NULL", ""],
      doc: { [text]: text },
    });
    const found = await run(
      engine,
      admin,
      `query ($text: String!, $list: [String!]!, $doc: jsonb!) {
        odd(where: {weird: {_eq: $text}, alias: {_in: $list}, doc: {_contains: $doc}, tags: {_contains: $list}}) { weird }
        literal: odd(where: {weird: {_eq: ${JSON.stringify(text)}}}) { alias _e: id }
      }`,
      { text, list: [text], doc: { [text]: text } },
    );
    expect(found.data).toEqual({
      odd: [{ weird: text }],
      literal: [{ alias: text, _e: expect.any(Number) as unknown }],
    });
  });

  it("stay values in session variables", async () => {
    for (const text of nasty) {
      const session = { ...admin, variables: { ...admin.variables, "x-hasura-user-id": text } };
      const { data } = await run(
        engine,
        session,
        `mutation { insert_odd_one(object: {weird: "session"}) { weird } }`,
      );
      expect(data).toEqual({ insert_odd_one: { weird: "session" } });
    }
  });

  it("keep response keys of any length apart, though Postgres cuts names at 63 bytes", async () => {
    const key = "k".repeat(80);
    const response = await run(engine, admin, `{ odd(limit: 1) { ${key}a: id ${key}b: weird } }`);
    expect(Object.keys(valueOf<object[]>(response, "odd")[0] ?? {})).toEqual([`${key}a`, `${key}b`]);
  });

  it("merge objects with more keys than a function takes arguments", async () => {
    const keys = Array.from({ length: 120 }, (_, index) => `${"k".repeat(70)}${index}`);
    const response = await run(
      engine,
      admin,
      `{ odd(limit: 1) { ${keys.map((key) => `${key}: id`).join(" ")} } }`,
    );
    expect(Object.keys(valueOf<object[]>(response, "odd")[0] ?? {})).toEqual(keys);
  });
});
