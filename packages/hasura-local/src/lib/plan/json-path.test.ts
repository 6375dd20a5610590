import { describe, expect, it } from "vitest";
import { parseJsonPath } from "./json-path.ts";

describe("parseJsonPath", () => {
  it.each([
    ["$", null],
    ["", null],
    ["$.a.b[0]", '{"a","b","0"}'],
    ["a", '{"a"}'],
    [".arr[2].x", '{"arr","2","x"}'],
    [`$['a "key"'].["ä.b"]`, String.raw`{"a \"key\"","ä.b"}`],
    [String.raw`['it\'s']`, `{"it's"}`],
  ])("reads %s", (path, steps) => {
    expect(parseJsonPath(path, "$")).toBe(steps);
  });

  it.each(["a..b", "a[", "[x]", "a]"])("refuses %s", (path) => {
    expect(() => parseJsonPath(path, "$.args.path")).toThrow(`parse json path error: ${path}`);
  });
});
