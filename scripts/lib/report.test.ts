import { describe, expect, it } from "vitest";
import { createWarningFilter, parseReport } from "./report.ts";

describe("createWarningFilter", () => {
  it.each([
    ['{"level":30,"msg":"request failed over to error page"}', false],
    ['{"level":40,"msg":"slow"}', true],
    ['{"level":"error","msg":"boom"}', true],
    ["listening on 3000", false],
    ["(node:12) Warning: something is deprecated", true],
    ["TypeError: soup is not a function", true],
    ["wrote error-page.css", true],
  ])("%s → %s", (line, expected) => {
    expect(createWarningFilter()(line)).toBe(expected);
  });

  it("keeps a stack with its message", () => {
    const isWarning = createWarningFilter();
    const lines = [
      "ready",
      "  indented",
      "Error: boom",
      "    at cook (soup.ts:1:1)",
      "ready again",
      "  indented",
    ];
    expect(lines.map(isWarning)).toEqual([false, false, true, true, false, false]);
  });
});

describe("parseReport", () => {
  it("reads only what a dev-service wrote", () => {
    expect(parseReport('{"service":"web","kind":"ready","text":"http://localhost:3000"}')).toEqual({
      service: "web",
      kind: "ready",
      text: "http://localhost:3000",
    });
    expect(parseReport("• Running dev in 4 packages")).toBeUndefined();
    expect(parseReport('{"service":')).toBeUndefined();
  });
});
