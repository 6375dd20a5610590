import { describe, expect, it } from "vitest";
import { admin } from "../execute/potluck-project.fixture.ts";
import { startScratchEngine } from "../execute/scratch-engine.fixture.ts";

describe("SqlContext", () => {
  it("knows nothing of any row where a function may read what it likes", async () => {
    const scratch = await startScratchEngine(
      `create table parent (id int primary key);
      create table child (id int primary key, parent_id int references parent);
      create function children (p parent) returns bigint stable language sql
        as $$ select count(*) from child $$;
      create function double (p parent) returns int immutable language sql as $$ select p.id * 2 $$;
      create function everybody () returns bigint stable language sql as $$ select count(*) from child $$;
      create view plain as select id as parent_id from parent;
      create view calling as select parent_id, everybody() from plain`,
      [
        {
          table: { schema: "public", name: "parent" },
          computed_fields: ["children", "double"].map((name) => ({
            name,
            definition: { function: { schema: "public", name } },
          })),
          array_relationships: [
            ...["plain", "calling"].map((name) => ({
              name,
              using: {
                manual_configuration: {
                  remote_table: { schema: "public", name },
                  column_mapping: { id: "parent_id" },
                },
              },
            })),
            {
              name: "own",
              using: {
                foreign_key_constraint_on: {
                  table: { schema: "public", name: "child" },
                  column: "parent_id",
                },
              },
            },
          ],
        },
        { table: { schema: "public", name: "child" } },
        { table: { schema: "public", name: "plain" } },
        { table: { schema: "public", name: "calling" } },
      ],
    );
    const rows = (field: string): unknown => {
      const query = `subscription { parent_by_pk(id: 1) { ${field} own { id } } }`;
      const operation = scratch.engine.prepare({ query }, admin);
      if (operation.kind !== "subscription") throw new Error("expected a subscription");
      return operation.live.dependencies.map((dependency) => dependency.rows);
    };
    try {
      expect(rows("double")).toEqual([[{ id: "1" }], [{ parent_id: "1" }]]);
      expect(rows("children")).toEqual([[{}], [{}]]);
      expect(rows("plain { parent_id }")).toEqual([[{ id: "1" }], [{ parent_id: "1" }]]);
      expect(rows("calling { parent_id }")).toEqual([[{}], [{}]]);
    } finally {
      await scratch.stop();
    }
  });

  it("leaves key columns out whose equal values may have different texts", async () => {
    const scratch = await startScratchEngine(
      `create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create domain name as text;
      create table things (
        a text collate any_case, b numeric, c char(4), d name, e text collate "C", f bigint, g varchar(9), h boolean,
        primary key (a, b, c, d, e, f, g, h)
      )`,
      [{ table: { schema: "public", name: "things" } }],
    );
    try {
      const key = `a: {_eq: "x"}, b: {_eq: "1"}, c: {_eq: "x"}, d: {_eq: "x"}, e: {_eq: "x"}, f: {_eq: 1}, g: {_eq: "x"}, h: {_eq: true}`;
      const query = `subscription { things(where: {${key}}) { a } }`;
      const operation = scratch.engine.prepare({ query }, admin);
      if (operation.kind !== "subscription") throw new Error("expected a subscription");
      expect(operation.live.dependencies).toEqual([
        {
          schema: "public",
          name: "things",
          keyColumns: ["e", "f", "g", "h"],
          rows: [{ e: "x", f: "1", g: "x", h: "true" }],
        },
      ]);
    } finally {
      await scratch.stop();
    }
  });
});
