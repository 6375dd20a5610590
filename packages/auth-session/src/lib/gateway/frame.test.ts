import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peekFrame } from "./frame.ts";

describe("peekFrame", () => {
  it("reads type and id in either order, and through whatever spelling", () => {
    const expected = { id: "a-1", type: "next" };
    for (const text of [
      '{"id":"a-1","type":"next","payload":{"data":{}}}',
      '{"type":"next","id":"a-1","payload":{"data":{}}}',
      '{ "type": "next", "id": "a-1" }',
      '{"payload":{"id":"b","type":"complete"},"type":"next","id":"a-1"}',
      '{"id":"\\u0061-1","type":"next"}',
    ]) {
      expect(peekFrame(Buffer.from(text))).toEqual(expected);
    }
  });

  it.each(["", "nonsense", "[]", "null", "7", '{"id":"a"}', '{"type":7}'])("gives nothing for %j", (text) => {
    expect(peekFrame(Buffer.from(text))).toBeNull();
  });

  it("agrees with a parser about every message", () => {
    const message = fc.record({
      id: fc.string({ unit: "grapheme" }),
      type: fc.constantFrom("next", "error", "complete"),
      payload: fc.json(),
    });
    const order = fc.shuffledSubarray(["id", "type", "payload"] as const, { minLength: 3 });
    const property = fc.property(message, order, (content, keys) => {
      const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, content[key]])));
      expect(peekFrame(Buffer.from(text))).toEqual({ id: content.id, type: content.type });
    });
    expect(() => fc.assert(property, { numRuns: 1000 })).not.toThrow();
  });
});
