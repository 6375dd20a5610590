import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "./secret.ts";

describe("Secret", () => {
  const secret = new Secret("the-words");

  it("matches itself and nothing else, whatever the length", () => {
    expect(["the-words", "the-word", "", "the-words-and-more"].map((text) => secret.matches(text))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("shows itself nowhere but where it is revealed", () => {
    expect([String(secret), inspect(secret), inspect({ secret })].join()).not.toContain("the-words");
    expect(() => JSON.stringify({ secret })).toThrow(TypeError);
    expect(secret.reveal()).toBe("the-words");
  });
});
