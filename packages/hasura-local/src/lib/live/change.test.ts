import { describe, expect, it } from "vitest";
import { parseChange } from "./change.ts";

describe("parseChange", () => {
  it("reads table and values", () => {
    expect(parseChange('["public","items",{"id":["1","2"],"dinner_id":[]}]')).toEqual({
      table: { schema: "public", name: "items" },
      values: new Map([
        ["id", new Set(["1", "2"])],
        ["dinner_id", new Set()],
      ]),
    });
  });

  it.each(['["public","items"]', '["public","items",null]', '["public","items",{"id":null}]'])(
    "knows no values where none are given: %s",
    (payload) => expect(parseChange(payload)?.values.size).toBe(0),
  );

  it.each(["", "null", "nonsense", "{}", '["public"]', "[1,2]"])("does not understand %j", (payload) => {
    expect(parseChange(payload)).toBeUndefined();
  });
});
