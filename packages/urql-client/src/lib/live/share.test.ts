import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareStructure } from "./share.ts";

describe("shareStructure", () => {
  it("returns the previous value when nothing changed", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const previous = structuredClone(value);
        expect(shareStructure(previous, value)).toBe(previous);
      }),
    );
  });

  it("returns something equal to the next value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
        expect(shareStructure(previous, next)).toEqual(next);
      }),
    );
  });

  it("keeps any key that a document may have", () => {
    const [previous, next] = ['{"__proto__":{"a":1},"b":1}', '{"__proto__":{"a":2},"b":1}'].map(
      (text) => JSON.parse(text) as object,
    );
    expect(JSON.stringify(shareStructure(previous, next))).toBe('{"__proto__":{"a":2},"b":1}');
  });

  it("keeps rows that did not change, wherever they moved", () => {
    const previous = {
      rows: [
        { id: 1, tags: ["a"] },
        { id: 2, tags: [] },
        { id: 3, tags: [] },
      ],
    };
    const next = shareStructure(previous, {
      rows: [
        { id: 3, tags: [] },
        { id: 1, tags: ["a", "b"] },
        { id: 2, tags: [] },
      ],
    });
    expect(next.rows[0]).toBe(previous.rows[2]);
    expect(next.rows[1]).not.toBe(previous.rows[0]);
    expect(next.rows[2]).toBe(previous.rows[1]);
  });
});
