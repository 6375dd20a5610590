import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NeedleSet } from "./needle-set.ts";

// Two letters make near misses, repetitions and overlaps likely.
const letters = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom("a", "b"), { minLength, maxLength }).map((list) => Buffer.from(list.join("")));
const needles = fc.array(letters(12, 24), { minLength: 1, maxLength: 4 });
const named = (list: Buffer[]) => new NeedleSet(list.map((bytes, index) => ({ name: String(index), bytes })));

describe("NeedleSet", { timeout: 60_000 }, () => {
  it("finds a needle wherever it lies, and says where", () => {
    const assertion = () =>
      fc.assert(
        fc.property(needles, letters(0, 60), letters(0, 60), fc.nat(3), (list, before, after, pick) => {
          const needle = list[pick % list.length] ?? Buffer.alloc(0);
          const text = Buffer.concat([before, needle, after]);
          const found = named(list).find(text);
          const lies = found && text.subarray(found.at).indexOf(list[Number(found.name)] ?? "") === 0;
          return lies === true;
        }),
        { numRuns: 1000 },
      );
    expect(assertion).not.toThrow();
  });

  it("finds what a search for each finds, and nothing else", () => {
    const assertion = () =>
      fc.assert(
        fc.property(needles, letters(0, 200), (list, text) => {
          return (named(list).find(text) !== null) === list.some((needle) => text.includes(needle));
        }),
        { numRuns: 1000 },
      );
    expect(assertion).not.toThrow();
  });

  it("holds back exactly the longest end that begins a needle", () => {
    const assertion = () =>
      fc.assert(
        fc.property(needles, letters(0, 60), (list, text) => {
          let longest = 0;
          for (const needle of list) {
            for (let count = 1; count < needle.length; count++) {
              if (text.subarray(-count).equals(needle.subarray(0, count))) longest = Math.max(longest, count);
            }
          }
          return named(list).undecided(text) === longest;
        }),
        { numRuns: 1000 },
      );
    expect(assertion).not.toThrow();
  });

  it("refuses a needle that would be found by chance", () => {
    expect(() => named([Buffer.from("elevenbytes")])).toThrow(RangeError);
  });
});
