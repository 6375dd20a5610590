import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

describe("parseRetryAfter", () => {
  const now = new Date("2030-01-01T00:00:00Z");

  it.each([
    ["17", 17],
    ["0", 1],
    ["999999", 3600],
    ["Tue, 01 Jan 2030 00:00:42 GMT", 42],
    ["Mon, 31 Dec 2029 23:00:00 GMT", 1],
    ["soon", undefined],
    ["-5", undefined],
  ])("reads %o as %o seconds", (value, seconds) => {
    expect(parseRetryAfter(new Headers({ "retry-after": value }), now)).toBe(seconds);
  });

  it("knows nothing without the header", () => {
    expect(parseRetryAfter(new Headers(), now)).toBeUndefined();
  });
});
