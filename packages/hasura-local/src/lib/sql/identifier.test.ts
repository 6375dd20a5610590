import { describe, expect, it } from "vitest";
import { quoteLiteral } from "./fragment.ts";
import { quoteIdentifier, quoteQualified } from "./identifier.ts";

describe("quoteIdentifier", () => {
  it("quotes every name and doubles quotes inside", () => {
    expect(quoteIdentifier("user")).toBe('"user"');
    expect(quoteIdentifier('a"; drop table x; --')).toBe('"a""; drop table x; --"');
    expect(quoteQualified({ schema: "p", name: 'a"b' })).toBe('"p"."a""b"');
  });

  it("refuses a zero byte", () => {
    expect(() => quoteIdentifier("a\0b")).toThrow(TypeError);
  });
});

describe("quoteLiteral", () => {
  it("doubles quotes, and escapes backslashes whatever the server's setting", () => {
    expect(quoteLiteral("it's")).toBe("'it''s'");
    expect(quoteLiteral(String.raw`\'; --`)).toBe(String.raw`E'\\''; --'`);
  });
});
