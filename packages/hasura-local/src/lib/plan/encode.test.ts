import { describe, expect, it } from "vitest";
import { arrayOf, integerType, jsonbType, textType } from "../catalog/scalar-types.ts";
import { encodeTexts, encodeValue } from "./encode.ts";

describe("encodeValue", () => {
  it("writes plain values as text and null as null", () => {
    expect(encodeValue(12, integerType)).toBe("12");
    expect(encodeValue(false, textType)).toBe("false");
    expect(encodeValue("it's", textType)).toBe("it's");
    expect(encodeValue(null, textType)).toBeNull();
  });

  it("writes JSON as JSON, strings and null inside it too", () => {
    expect(encodeValue("text", jsonbType)).toBe('"text"');
    expect(encodeValue({ a: [1, null] }, jsonbType)).toBe('{"a":[1,null]}');
  });

  it("writes lists as array literals with every element quoted", () => {
    expect(encodeValue(["a,b", '"', "\\", "NULL", null], arrayOf(textType))).toBe(
      String.raw`{"a,b","\"","\\","NULL",NULL}`,
    );
    expect(encodeValue([[1, 2], [3]], arrayOf(arrayOf(integerType)))).toBe('{{"1","2"},{"3"}}');
    expect(encodeValue(7, arrayOf(integerType))).toBe('{"7"}');
  });

  it("leaves array literals that come as text alone", () => {
    expect(encodeValue("{1,2}", arrayOf(integerType))).toBe("{1,2}");
  });
});

describe("encodeTexts", () => {
  it("tells null from the word", () => {
    expect(encodeTexts([null, "NULL"])).toBe('{NULL,"NULL"}');
  });
});
