import { describe, expect, it } from "vitest";
import { createOperationKinds } from "./operation-kind.ts";

describe("createOperationKinds", () => {
  const kindOf = createOperationKinds();

  it.each([
    ["{ a }", null, "query"],
    ["query A { a }", "A", "query"],
    ["mutation A { a }", null, "mutation"],
    ["subscription A { a }", null, "live"],
    ["subscription A { b: activity_stream(cursor: []) { id } }", null, "stream"],
    ["query A { a } mutation B { b }", "B", "mutation"],
    ["# mutation\nquery A { mutation }", null, "query"],
    ["fragment F on Q { a_stream } subscription A { ...F }", null, "live"],
  ] as const)("%s (%s) is a %s", (query, name, kind) => {
    expect(kindOf(query, name)).toBe(kind);
  });

  it.each([
    ["{ a", null],
    ["query A { a } query B { b }", null],
    ["query A { a }", "C"],
    ["", null],
  ] as const)("%j (%s) is refused", (query, name) => {
    expect(kindOf(query, name)).toBeInstanceOf(Error);
  });
});
