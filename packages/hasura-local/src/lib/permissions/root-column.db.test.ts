import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../execute/potluck-project.fixture.ts";
import { startScratchEngine } from "../execute/scratch-engine.fixture.ts";
import type { ScratchEngine } from "../execute/scratch-engine.fixture.ts";
import type { Session } from "../session.ts";

const session = (role: string): Session => ({
  role,
  variables: { "x-hasura-role": role },
  isAdmin: false,
  backendOnly: false,
});
const reader = session("reader");

describe('["$", "column"] of a permission', () => {
  let scratch: ScratchEngine;
  beforeAll(async () => {
    const table = (name: string) => ({ schema: "public", name });
    const select = (filter: Record<string, unknown>) => ({
      select_permissions: [
        { role: "reader", permission: { columns: "*" as const, filter } },
        // Every row's own.
        { role: "everything", permission: { columns: "*" as const, filter: { id: { _ceq: ["$", "id"] } } } },
      ],
    });
    scratch = await startScratchEngine(
      `create table shelf (id int primary key);
      create table book (id int primary key, shelf_id int references shelf);
      create table published (book_id int primary key);
      insert into shelf values (1), (2);
      -- Published is what has the number of a shelf, not of the book on it.
      insert into book values (10, 1), (2, 2);
      insert into published values (1), (2)`,
      [
        {
          table: table("shelf"),
          ...select({}),
          array_relationships: [
            {
              name: "books",
              using: { foreign_key_constraint_on: { table: table("book"), column: "shelf_id" } },
            },
          ],
        },
        {
          table: table("book"),
          ...select({
            _exists: { _table: table("published"), _where: { book_id: { _ceq: ["$", "id"] } } },
          }),
        },
        { table: table("published") },
      ],
    );
  });
  afterAll(() => scratch.stop());

  it("is of the permission's own table, also where a condition on another one leads to it", async () => {
    expect(await run(scratch.engine, reader, "{ book { id } }")).toEqual({ data: { book: [{ id: 2 }] } });
    expect(await run(scratch.engine, reader, "{ shelf(where: {books: {}}) { id } }")).toEqual({
      data: { shelf: [{ id: 2 }] },
    });
  });

  it("carries what is known of that row, and of no other one, to live queries", () => {
    const rows = (root: string, table: string, role: string): unknown => {
      const operation = scratch.engine.prepare({ query: `subscription { ${root} { id } }` }, session(role));
      if (operation.kind !== "subscription") throw new Error("expected a subscription");
      return operation.live.dependencies.find(({ name }) => name === table)?.rows;
    };
    const published = (root: string): unknown => rows(root, "published", "reader");
    expect(published("book_by_pk(id: 2)")).toEqual([{ book_id: "2" }]);
    expect(published("shelf(where: {id: {_eq: 1}, books: {}})")).toEqual([{}]);
    expect(published("shelf(where: {id: {_eq: 1}, books: {id: {_eq: 2}}})")).toEqual([{ book_id: "2" }]);
    const book = rows("shelf(where: {id: {_eq: 1}, books: {}})", "book", "everything");
    expect(book).toEqual([{ shelf_id: "1" }]);
  });
});
