import { parseAst } from "vite";
import { describe, expect, it } from "vitest";
import { compileDocuments } from "./compile-documents.ts";

const compile = (code: string) => compileDocuments(code, parseAst(code));

describe("compileDocuments", () => {
  it("leaves a module without documents as it is", () => {
    expect(compile('export const a = query("{ items { id } }");')).toBeUndefined();
  });

  it("keeps every line where it was", () => {
    const code =
      'const A = graphql(`\n  query A {\n    items {\n      id\n    }\n  }\n`);\nthrow new Error("line 8");';
    const line = (text: string | undefined) => text!.split("\n").findIndex((each) => each.includes("line 8"));
    expect(line(compile(code))).toBe(line(code));
  });

  it("gives documents that differ different numbers", () => {
    const hash = (text: string) => /, (-?\d+)\)/.exec(compile(`graphql("${text}")`)!)![1];
    expect(hash("{ items { id } }")).toBe(hash("{ items { id } } "));
    expect(hash("{ items { id } }")).not.toBe(hash("{ items { di } }"));
  });

  it.each([
    ["graphql(text)", /Write the text of a document where/, undefined],
    ["graphql(`{ ${fields} }`)", /Write the text of a document where/, undefined],
    ['graphql("{ items { ")', /This is no GraphQL: Syntax Error/, '"{ items { "'],
    ['import { gql } from "@urql/core";', /readsDocuments: true/, undefined],
  ])("refuses %s, and says where it stands", (code, message, text) => {
    expect(() => compile(`a();${code}`)).toThrow(
      expect.objectContaining({
        name: "DocumentError",
        message: expect.stringMatching(message),
        position: text === undefined ? 4 : 4 + code.indexOf(text),
      }),
    );
  });
});
