import { parse } from "@0no-co/graphql.web";
import { describe, expect, it } from "vitest";
import { print } from "./print.ts";

const EVERYTHING = `
  query Everything($a: [uuid!]! = ["1"] @on(x: 1), $b: Float = -1.5e3) @cached(ttl: 60) {
    alias: field(list: [1, 2.5, -3, "a \\"b\\" \\u00e9", true, false, null, asc, $a], object: { a: { b: $b }, c: [] })
    ... on items @include(if: true) { id }
    ... @skip(if: false) { id }
    ... { id }
    ...Fragment @defer
    block(text: """
      several
        lines
    """)
    nested { nested { __typename } }
  }
  mutation { insert_items(objects: []) { affected_rows } }
  subscription Live { items { id } }
  fragment Fragment on items @mark { id }
  { items { id } }
`;

// Written or not written as a block, a text is the same.
const read = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(parse(text, { noLocation: true }), (name, value: unknown) =>
      name === "block" ? undefined : value,
    ),
  );

describe("print", () => {
  it("writes a document that reads the same", () => {
    const text = print(parse(EVERYTHING) as never);
    expect(read(text)).toEqual(read(EVERYTHING));
    expect(text).not.toMatch(/\n/);
  });
});
