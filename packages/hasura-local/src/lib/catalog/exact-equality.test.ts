import { describe, expect, it } from "vitest";
import { canonicalText, exactColumnFamily, exactFamily } from "./exact-equality.ts";
import { arrayOf, bigintType, integerType, jsonbType, textType } from "./scalar-types.ts";
import type { CatalogType } from "./types.ts";

const type = (name: string, kind: CatalogType["kind"] = "base"): CatalogType => ({
  name,
  sqlName: name,
  kind,
  element: null,
  base: null,
});

describe("exactFamily", () => {
  it("joins types that compare by value", () => {
    expect(exactFamily(integerType)).toBe(exactFamily(bigintType));
    expect(exactFamily(textType)).toBe(exactFamily(type("varchar")));
    expect(exactFamily(type("uuid"))).not.toBe(exactFamily(textType));
  });

  it.each(["citext", "bpchar", "numeric", "float8", "timestamptz", "name", "bytea"])(
    "knows none for %s, whose equal values may have different texts",
    (name) => expect(exactFamily(type(name))).toBeNull(),
  );

  it("knows none for arrays, domains, enums and documents", () => {
    for (const other of [arrayOf(textType), type("text", "domain"), type("text", "enum"), jsonbType]) {
      expect(exactFamily(other)).toBeNull();
    }
  });
});

describe("exactColumnFamily", () => {
  it("knows none where a collation holds different texts to be equal", () => {
    const column = {
      name: "c",
      type: textType,
      notNull: true,
      hasDefault: false,
      generated: false,
      comment: null,
    };
    expect(exactColumnFamily({ ...column, deterministic: true })).toBe("text");
    expect(exactColumnFamily({ ...column, deterministic: false })).toBeNull();
  });
});

describe("canonicalText", () => {
  it("lowers a uuid's case and leaves every other form of it alone", () => {
    const lower = "00000000-0000-4000-8000-0000000000ab";
    expect(canonicalText(lower.toUpperCase(), "uuid")).toBe(lower);
    for (const text of [`{${lower}}`, lower.replaceAll("-", ""), "x", ""]) {
      expect(canonicalText(text, "uuid")).toBeNull();
    }
  });

  it.each(["0", "-1", "9007199254740993"])("takes %s as an integer", (text) => {
    expect(canonicalText(text, "integer")).toBe(text);
  });

  it.each(["-0", "+1", "007", " 1", "1_000", "0x1", "1e3", "1.0", ""])(
    "does not take %j as an integer",
    (text) => expect(canonicalText(text, "integer")).toBeNull(),
  );

  it("takes booleans as Postgres writes them only", () => {
    expect(["true", "false", "t", "TRUE", "yes", "1"].map((text) => canonicalText(text, "boolean"))).toEqual([
      "true",
      "false",
      null,
      null,
      null,
      null,
    ]);
  });

  it("takes every text as it is, the empty one too", () => {
    for (const text of ["", " a ", "Ä\n"]) expect(canonicalText(text, "text")).toBe(text);
  });
});
