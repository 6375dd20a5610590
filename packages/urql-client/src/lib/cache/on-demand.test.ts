import { parse } from "@0no-co/graphql.web";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { indexModel } from "../model/lookup.ts";
import { testModel } from "../testing/model.ts";
import type { RowView } from "./where.ts";

const index = indexModel(testModel);

/** The modules as a page has them that has just been opened. */
async function openPage() {
  vi.resetModules();
  const { loadParts, parts, preparePartsFor } = await import("./on-demand.ts");
  const { compareColumn } = await import("./operators.ts");
  const { compareValues } = await import("./values.ts");
  const { CHANGES } = await import("./changes.ts");
  const { matches } = await import("./where.ts");
  return { loadParts, parts, preparePartsFor, compareColumn, compareValues, matches, CHANGES };
}
let page: Awaited<ReturnType<typeof openPage>>;

beforeEach(async () => void (page = await openPage()));

const withoutItems: RowView = {
  table: "dinners",
  column: () => undefined,
  related: () => undefined,
  many: () => ({ rows: [], isComplete: true }),
};

describe("parts", () => {
  const questions = () => [
    page.compareColumn("String!", "bread", { _nlike: "%rice%" }, false),
    page.compareColumn("jsonb!", { a: 1 }, { _has_key: "a" }, false),
    page.compareColumn("[String!]!", ["a"], { _contains: ["a"] }, false),
    page.compareValues("bigint", "9007199254740993", "9007199254740992", false),
    page.CHANGES["_append"]?.([1], 2, "jsonb!"),
    page.CHANGES["_inc"]?.("1.5", 1, "numeric!"),
    page.matches({ items_aggregate: { count: { predicate: { _lt: 1 } } } }, withoutItems, index),
  ];

  it("makes what it decides unknown, and never wrong, until it is there", async () => {
    expect(questions()).toEqual(Array.from({ length: 7 }, () => undefined));
    await vi.waitFor(() => expect(page.parts()).toBeDefined());
    expect(questions()).toEqual([true, true, true, 1, [1, 2], "2.5", true]);
  });

  it("is not needed for what every page does", () => {
    expect(page.compareColumn("uuid!", "A", { _eq: "a", _nin: ["b"] }, false)).toBe(true);
    expect(
      page.compareColumn("timestamptz!", "2026-01-01T00:00Z", { _gte: "2026-01-01T01:00+01:00" }, false),
    ).toBe(true);
    expect(page.compareColumn("String", null, { _is_null: true }, false)).toBe(true);
    expect(page.compareValues("String!", "a", "b", true)).toBeLessThan(0);
    expect(page.CHANGES["_inc"]?.(1, 2, "Int!")).toBe(3);
    expect(page.CHANGES["_inc"]?.(null, 2, "numeric")).toBeNull();
  });
});

describe("preparePartsFor", () => {
  const needs = (text: string, variables: unknown = {}) =>
    page.preparePartsFor(parse(text) as never, variables, index);

  it("leaves them out where nothing takes them", () => {
    expect(needs("query A($where: items_bool_exp) { items(where: $where) { id votes } }")).toBe(false);
    expect(needs("{ items(where: { _not: { id: { _eq: 1, _nin: [2] } } }) { id } }")).toBe(false);
    expect(needs("mutation { update_items_by_pk(pk_columns: { id: 1 }, _inc: { votes: 1 }) { id } }")).toBe(
      false,
    );
  });

  it.each([
    ..."_like _nilike _regex _niregex _similar _nsimilar _contains _contained_in _has_key _has_keys_any".split(
      " ",
    ),
    ..."_append _prepend _delete_key _delete_elem _delete_at_path".split(" "),
  ])("loads them for %s, wherever it stands", (name) => {
    expect(needs(`{ items(where: { title: { ${name}: "a" } }) { id } }`)).toBe(true);
    expect(
      needs("query A($where: items_bool_exp) { items(where: $where) { id } }", {
        where: { title: { [name]: 1 } },
      }),
    ).toBe(true);
  });

  it("loads them for insertions of rows that may be there, or with others in them", () => {
    const insert = "mutation A($object: items_insert_input!) { insert_items_one(object: $object) { id } }";
    expect(needs(insert, { object: { id: 1, title: "Data" } })).toBe(false);
    expect(needs(insert, { object: { dinner: { data: { id: 1 } } } })).toBe(true);
    const upsert = "insert_items_one(object: {}, on_conflict: { constraint: items_pkey }) { id }";
    expect(needs(`mutation { ${upsert} }`)).toBe(true);
  });

  it("loads them for conditions on how many there are", () => {
    expect(needs("{ dinners { items_aggregate { aggregate { count } } } }")).toBe(false);
    const condition = "{ items_aggregate: { count: { predicate: { _gt: 1 } } } }";
    expect(needs(`{ dinners(where: ${condition}) { id } }`)).toBe(true);
  });

  it("loads them for columns of types that few pages have", () => {
    expect(needs("{ activity(order_by: { id: desc }) { id } }")).toBe(true); // a bigint
    expect(needs("{ dinners_by_pk(id: 1) { activity { kind } items { id } } }")).toBe(false);
  });
});
