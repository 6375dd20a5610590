import { gql } from "@urql/core";
import { parse, validate, buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { indexModel } from "../model/lookup.ts";
import { testModel } from "../testing/model.ts";
import { SDL } from "../testing/schema.ts";
import { livePlan } from "./derive.ts";

const index = indexModel(testModel);
const schema = buildSchema(SDL, { assumeValidSDL: true });

function plan(text: string) {
  const found = livePlan(gql(text) as never, index);
  for (const part of found.parts) expect(validate(schema, parse(part.query))).toEqual([]);
  return found;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, " ");
}

describe("livePlan", () => {
  it("makes one subscription per root field, with only the variables and fragments it uses", () => {
    const { parts, staticKeys } = plan(`
      query Page($id: uuid!, $max: Int, $city: String!) {
        mine: dinners_by_pk(id: $id) { ...D }
        items(limit: $max) { ...I }
        weather(city: $city) { sunny }
      }
      fragment D on dinners { id items { ...I } }
      fragment I on items { id title }
      `);
    expect(staticKeys).toEqual(["weather"]);
    expect(parts.map((part) => [part.key, part.operationName, part.variableNames])).toEqual([
      ["mine", "Page__mine", ["id"]],
      ["items", "Page__items", ["max"]],
    ]);
    expect(squeeze(parts[0]!.query)).toContain(
      "subscription Page__mine($id: uuid!) { mine: dinners_by_pk(id: $id)",
    );
    expect(parts[0]!.query).toContain("fragment I on items");
    expect(parts[1]!.query).not.toContain("fragment D");
  });

  it("keeps aliases, merges a field that is selected twice, and decides itself about conditions at the root", () => {
    const { parts } = plan(`
      query Q($with: Boolean!) {
        a: items { id }
        a: items { title }
        ... on query_root @include(if: $with) { users { id } }
        ...Rest @skip(if: $with)
      }
      fragment Rest on query_root { b: users { display_name } }
      `);
    expect(parts.map((part) => part.key)).toEqual(["a", "users", "b"]);
    expect(squeeze(parts[0]!.query)).toContain("{ a: items { id } a: items { title } }");
    expect(squeeze(parts[1]!.query)).toBe("subscription Q__users { users { id } }");
    expect(parts.map((part) => part.isWanted({ with: true }))).toEqual([true, true, false]);
    expect(parts.map((part) => part.isWanted({ with: false }))).toEqual([true, false, true]);
  });

  it("works a document out once", () => {
    const document = gql("query Once { items { id } }") as never;
    expect(livePlan(document, index)).toBe(livePlan(document, index));
  });

  it("leaves a query that asks for a cached answer alone", () => {
    const { parts, staticKeys } = livePlan(gql("query C @cached { items { id } }") as never, index);
    expect([parts, staticKeys]).toEqual([[], ["items"]]);
  });
});
