import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DECLARED_OPERATORS, printDeclaredOperators } from "../testing/declared-operators.ts";
import { loadParts } from "./on-demand.ts";
import { compareColumn } from "./operators.ts";

const flat = (text: string): string => text.replace(/[ \t]+/g, " ");

beforeAll(loadParts);

describe("compareColumn", () => {
  it("knows what the README declares", () => {
    const readme = flat(readFileSync(path.resolve(import.meta.dirname, "../../../README.md"), "utf8"));
    for (const line of printDeclaredOperators()) expect(readme).toContain(line);
  });

  it.each(DECLARED_OPERATORS.filter(({ evaluated }) => evaluated === null).flatMap(({ names }) => names))(
    "says nothing about %s",
    (operator) => {
      expect(compareColumn("String!", "a", { [operator]: "a" }, true)).toBeUndefined();
      expect(compareColumn("String", null, { [operator]: "a" }, true)).toBeUndefined();
    },
  );
});
