import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../engine.ts";
import { admin, run, valueOf } from "./potluck-project.fixture.ts";
import { startScratchEngine } from "./scratch-engine.fixture.ts";
import type { ScratchEngine } from "./scratch-engine.fixture.ts";

interface Author {
  id: number;
  name: string | null;
  age: number | null;
}
interface Book {
  id: number;
  author_id: number | null;
  title: string | null;
  price: number | null;
  sold: boolean | null;
}
type Row = Author | Book;
type Condition = { [key: string]: unknown };
type Truth = boolean | null;

const authors: Author[] = [
  { id: 1, name: "Ann", age: 30 },
  { id: 2, name: "Bob", age: null },
  { id: 3, name: null, age: 30 },
  { id: 4, name: "ann", age: 41 },
];
const books: Book[] = Array.from({ length: 24 }, (_, index) => ({
  id: index + 1,
  author_id: index % 5 === 4 ? null : (index % 4) + 1,
  title: index % 7 === 6 ? null : (["a", "b", "ab", "B"][index % 4] ?? null),
  price: index % 6 === 5 ? null : index % 4,
  sold: index % 3 === 2 ? null : index % 2 === 0,
}));

const comparison = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Condition> =>
  fc.oneof(
    fc.record({ _eq: values }),
    fc.record({ _neq: values }),
    fc.record({ _gt: values }),
    fc.record({ _lte: values }),
    fc.record({ _in: fc.array(values, { maxLength: 3 }) }),
    fc.record({ _nin: fc.array(values, { maxLength: 3 }) }),
    fc.record({ _is_null: fc.boolean() }),
    fc.record({ _gte: values, _neq: values }),
  );
const integers = comparison(fc.integer({ min: 0, max: 42 }));
const strings = comparison(fc.constantFrom("a", "b", "ab", "B", "Ann", ""));

const { book: bookCondition } = fc.letrec<{ book: Condition; author: Condition }>((tie) => {
  const combined = (self: fc.Arbitrary<Condition>): fc.Arbitrary<Condition>[] => [
    fc.record({ _and: fc.array(self, { maxLength: 3 }) }),
    fc.record({ _or: fc.array(self, { maxLength: 3 }) }),
    fc.record({ _not: self }),
  ];
  return {
    book: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constant<Condition>({}),
      fc.record({ id: integers }),
      fc.record({ title: strings, price: integers }),
      fc.record({ sold: comparison(fc.boolean()) }),
      fc.record({ author_id: integers }),
      fc.record({ author: tie("author") }),
      ...combined(tie("book")),
    ),
    author: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.constant<Condition>({}),
      fc.record({ name: strings }),
      fc.record({ age: integers }),
      fc.record({ books: tie("book") }),
      ...combined(tie("author")),
    ),
  };
});

const directions = [
  "asc",
  "desc",
  "asc_nulls_first",
  "asc_nulls_last",
  "desc_nulls_first",
  "desc_nulls_last",
] as const;
const direction = fc.constantFrom(...directions);
const orderBy = fc.array(
  fc.oneof(
    fc.record({ price: direction }),
    fc.record({ sold: direction }),
    fc.record({ author: fc.record({ age: direction }) }),
    fc.record({ author: fc.record({ books_aggregate: fc.record({ count: direction }) }) }),
  ),
  { maxLength: 3 },
);

/** SQL's three-valued logic. */
const not = (value: Truth): Truth => (value === null ? null : !value);
const all = (values: Truth[]): Truth =>
  values.includes(false) ? false : values.includes(null) ? null : true;
const any = (values: Truth[]): Truth => not(all(values.map(not)));

function holds(condition: Condition, row: Row): Truth {
  return all(
    Object.entries(condition).map(([key, value]): Truth => {
      if (key === "_and") return all((value as Condition[]).map((term) => holds(term, row)));
      if (key === "_or") return any((value as Condition[]).map((term) => holds(term, row)));
      if (key === "_not") return not(holds(value as Condition, row));
      if (key === "author")
        return authors.some(
          (author) => author.id === (row as Book).author_id && holds(value as Condition, author) === true,
        );
      if (key === "books")
        return books.some((book) => book.author_id === row.id && holds(value as Condition, book) === true);
      const left = (row as unknown as Record<string, unknown>)[key] as string | number | boolean | null;
      return all(
        Object.entries(value as Condition).map(([operator, right]) => compare(left, operator, right)),
      );
    }),
  );
}

function compare(left: string | number | boolean | null, operator: string, right: unknown): Truth {
  if (operator === "_is_null") return (left === null) === right;
  if (operator === "_in") return any((right as unknown[]).map((item) => compare(left, "_eq", item)));
  if (operator === "_nin") return all((right as unknown[]).map((item) => compare(left, "_neq", item)));
  if (left === null) return null;
  const other = right as typeof left;
  switch (operator) {
    case "_eq":
      return left === other;
    case "_neq":
      return left !== other;
    case "_gt":
      return left > other;
    case "_gte":
      return left >= other;
    default:
      return left <= other;
  }
}

type Order = {
  price?: string;
  sold?: string;
  author?: { age?: string; books_aggregate?: { count: string } };
};

function ordered(rows: Book[], orders: Order[]): Book[] {
  const keys = orders.map((order): [(book: Book) => number | boolean | null, string] => {
    if (order.price !== undefined) return [(book) => book.price, order.price];
    if (order.sold !== undefined) return [(book) => book.sold, order.sold];
    const author = (book: Book): Author | undefined => authors.find((entry) => entry.id === book.author_id);
    if (order.author?.age !== undefined) return [(book) => author(book)?.age ?? null, order.author.age];
    const count = (book: Book): number | null => {
      const found = author(book);
      return found === undefined ? null : books.filter((entry) => entry.author_id === found.id).length;
    };
    return [count, order.author?.books_aggregate?.count ?? "asc"];
  });
  return rows.toSorted((a, b) => {
    for (const [key, name] of keys) {
      const [x, y] = [key(a), key(b)];
      if (x === y) continue;
      const descending = name.startsWith("desc");
      const nullsFirst = name.endsWith("_nulls_first") || (descending && !name.endsWith("_nulls_last"));
      if (x === null) return nullsFirst ? -1 : 1;
      if (y === null) return nullsFirst ? 1 : -1;
      return (x < y ? -1 : 1) * (descending ? -1 : 1);
    }
    return a.id - b.id;
  });
}

/** A JSON value as GraphQL writes it in a document. */
function toLiteral(value: unknown, isEnum = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => toLiteral(item, isEnum)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, entry]) => `${key}: ${toLiteral(entry, isEnum)}`)
      .join(", ")}}`;
  }
  return isEnum && typeof value === "string" ? value : JSON.stringify(value);
}

describe("queries over random conditions, orders and limits", () => {
  let scratch: ScratchEngine;
  let engine: Engine;

  beforeAll(async () => {
    const table = (name: string) => ({ schema: "public", name });
    scratch = await startScratchEngine(
      `create table author (id int primary key, name text collate "C", age int);
      create table book (id int primary key, author_id int references author, title text collate "C", price int, sold boolean)`,
      [
        {
          table: table("author"),
          array_relationships: [
            {
              name: "books",
              using: { foreign_key_constraint_on: { table: table("book"), column: "author_id" } },
            },
          ],
        },
        {
          table: table("book"),
          object_relationships: [{ name: "author", using: { foreign_key_constraint_on: "author_id" } }],
        },
      ],
    );
    ({ engine } = scratch);
    for (const [name, rows] of Object.entries({ author: authors, book: books })) {
      await scratch.pool.query(
        `insert into ${name} select * from json_populate_recordset(null::${name}, $1)`,
        [JSON.stringify(rows)],
      );
    }
  });
  afterAll(() => scratch.stop());

  it("agree with a naive evaluation, as variables, as literals and as a subscription", async () => {
    await fc.assert(
      fc.asyncProperty(
        bookCondition,
        orderBy,
        fc.option(fc.nat(8)),
        fc.option(fc.nat(8)),
        async (where, orders, limit, offset) => {
          const order = [...orders, { id: "asc" }];
          const start = offset ?? 0;
          const expected = ordered(
            books.filter((book) => holds(where, book) === true),
            orders as Order[],
          )
            .slice(start, limit === null ? undefined : start + limit)
            .map((book) => ({
              id: book.id,
              author:
                authors.filter((entry) => entry.id === book.author_id).map(({ name }) => ({ name }))[0] ??
                null,
            }));
          const head = "($where: book_bool_exp, $order: [book_order_by!], $limit: Int, $offset: Int)";
          const body =
            "book(where: $where, order_by: $order, limit: $limit, offset: $offset) { id author { name } }";
          const variables = { where, order, limit, offset };
          expect(await run(engine, admin, `query ${head} { ${body} }`, variables)).toEqual({
            data: { book: expected },
          });
          const literal = `{ book(where: ${toLiteral(where)}, order_by: ${toLiteral(order, true)}, limit: ${limit}, offset: ${offset}) { id author { name } } }`;
          expect(await run(engine, admin, literal)).toEqual({ data: { book: expected } });
          const operation = engine.prepare({ query: `subscription ${head} { ${body} }`, variables }, admin);
          if (operation.kind !== "subscription") throw new Error("expected a subscription");
          const { rows } = await scratch.pool.query(operation.live.sql, [
            ["00000000-0000-4000-8000-000000000000"],
            [JSON.stringify(operation.live.variables)],
          ]);
          expect(JSON.parse((rows[0] as { result: string }).result)).toEqual({ book: expected });
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  it("count what they list", async () => {
    await fc.assert(
      fc.asyncProperty(bookCondition, async (where) => {
        const response = await run(
          engine,
          admin,
          `query ($where: book_bool_exp!) {
            book_aggregate(where: $where) { aggregate { count sum { price } priced: count(columns: price, distinct: true) } nodes { id } }
          }`,
          { where },
        );
        const matching = books.filter((book) => holds(where, book) === true);
        const prices = matching.flatMap((book) => (book.price === null ? [] : [book.price]));
        expect(valueOf(response, "book_aggregate")).toMatchObject({
          aggregate: {
            count: matching.length,
            sum: { price: prices.length === 0 ? null : prices.reduce((sum, price) => sum + price, 0) },
            priced: new Set(prices).size,
          },
        });
        const { nodes } = valueOf<{ nodes: { id: number }[] }>(response, "book_aggregate");
        expect(new Set(nodes.map(({ id }) => id))).toEqual(new Set(matching.map(({ id }) => id)));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
