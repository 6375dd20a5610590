import { buildSchema, parse } from "graphql";
import type { OperationDefinitionNode } from "graphql";
import { describe, expect, it } from "vitest";
import { requestVariables } from "./request-variables.ts";
import type { RequestVariables } from "./request-variables.ts";

const schema = buildSchema(`
  scalar jsonb
  input item { title: String, doc: jsonb, tags: [String!] }
  type Query { x: Int }
`);

function variables(declared: string, given: Record<string, unknown>): RequestVariables {
  const [operation] = parse(`query (${declared}) { x }`).definitions;
  return requestVariables(schema, (operation as OperationDefinitionNode).variableDefinitions ?? [], given);
}

describe("requestVariables", () => {
  it("gives requests one shape that differ in leaves only", () => {
    const shape = (item: unknown): string => variables("$item: item", { item }).shape();
    expect(shape({ title: "a", tags: ["x"], doc: { a: 1 } })).toBe(shape({ title: "b", tags: [], doc: [2] }));
    expect(shape({ title: "a" })).not.toBe(shape({ title: null }));
    expect(shape({ title: "a" })).not.toBe(shape({ doc: "a" }));
    expect(shape(null)).not.toBe(shape({}));
    expect(variables("$item: item", {}).shape()).not.toBe(shape(null));
  });

  it("counts the elements of lists of objects", () => {
    const shape = (items: unknown): string => variables("$items: [item!]", { items }).shape();
    expect(shape([{ title: "a" }])).toBe(shape({ title: "b" }));
    expect(shape([{ title: "a" }])).not.toBe(shape([{ title: "a" }, { title: "b" }]));
  });

  it("agrees with another request as long as what was read is equal", () => {
    const first = variables("$n: Int, $m: Int", { n: 1, m: 1 });
    expect(first.read("n", [])).toBe(1);
    expect(variables("$n: Int, $m: Int", { n: 1, m: 2 }).agreesWith(first.reads)).toBe(true);
    expect(variables("$n: Int, $m: Int", { n: 2, m: 1 }).agreesWith(first.reads)).toBe(false);
  });

  it("fills defaults in and refuses what is missing, null or unknown", () => {
    expect(variables("$n: Int = 3", {}).values).toEqual({ n: 3 });
    expect(() => variables("$n: Int!", {})).toThrow('expecting a value for non-nullable variable: "n"');
    expect(() => variables("$n: Int! = 1", { n: null })).toThrow(
      'null value found for non-nullable type: "Int!"',
    );
    expect(() => variables("$n: Int", { m: 1 })).toThrow("unexpected variables in variableValues: m");
    expect(() => variables("$n: nope", {})).toThrow("no such type exists in the schema: 'nope'");
  });
});
