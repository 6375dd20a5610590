import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { Secret } from "./secret.ts";

const TEXT = "the-words";

describe("Secret", () => {
  const secret = new Secret(TEXT);

  it("reveals its text when asked", () => {
    expect(secret.reveal()).toBe(TEXT);
  });

  it("refuses to be empty", () => {
    expect(() => new Secret("")).toThrow(TypeError);
  });

  it.each([
    [TEXT, true],
    ["the-word", false],
    ["the-words-and-more", false],
    ["the-wordsthe-words", false],
    ["The-words", false],
    ["the-wordS", false],
    ["", false],
    ["ŧhe-words", false],
  ])("tells whether %o is its text", (candidate, isSame) => {
    expect(secret.equals(candidate)).toBe(isSame);
  });

  it("tells apart texts that differ only in what UTF-8 cannot hold", () => {
    expect(new Secret("\ud800").equals("\ud801")).toBe(false);
  });

  it.each([
    ["a template", () => `${secret as unknown as string}`],
    ["String()", () => String(secret)],
    ["an error message", () => new Error(`refused ${secret as unknown as string}`).message],
    ["util.format", () => format("%s %o %O %j", secret, secret, secret, "x")],
    ["util.inspect", () => inspect({ deep: { secret } }, { depth: 9, showHidden: true, getters: false })],
    ["util.inspect without customisation", () => inspect(secret, { customInspect: false, showHidden: true })],
    ["the keys", () => Object.keys(secret).join()],
  ])("shows a placeholder in %s", (_name, print) => {
    expect(print()).not.toContain(TEXT);
  });

  it.each([
    ["JSON", () => JSON.stringify({ secret })],
    ["a structured clone", () => structuredClone({ secret })],
    ["v8.serialize", () => serialize(secret)],
    ["copying its properties, as turbo-stream does", () => Object.fromEntries(Object.entries(secret))],
    ["Object.assign", () => Object.assign({}, secret)],
    ["concatenation", () => "Bearer " + (secret as unknown as string)],
    ["arithmetic", () => Number(secret)],
  ])("throws on %s", (_name, serialise) => {
    expect(serialise).toThrow(TypeError);
  });
});
