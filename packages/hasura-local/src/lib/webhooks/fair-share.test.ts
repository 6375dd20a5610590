import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOut } from "./fair-share.ts";

const none = (): number => 0;

describe("shareOut", () => {
  it("gives a trigger alone most of the places, and the only place where there is one", () => {
    expect(shareOut(["a"], 100, 100, none)).toEqual({ allowances: [{ trigger: "a", limit: 80 }], limit: 80 });
    expect(shareOut(["a"], 1, 100, none)).toEqual({ allowances: [{ trigger: "a", limit: 1 }], limit: 1 });
    expect(shareOut(["a"], 100, 10, none)).toEqual({ allowances: [{ trigger: "a", limit: 10 }], limit: 10 });
  });

  it("gives nothing where nothing is free, and nothing to who holds enough", () => {
    expect(shareOut(["a"], 0, 100, () => 5).allowances).toEqual([]);
    expect(shareOut(["a", "b"], 20, 100, (name) => (name === "a" ? 80 : 0)).allowances).toEqual([
      { trigger: "b", limit: 16 },
    ]);
  });

  it("leaves a place to a newcomer when two triggers hold theirs for ever", () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 200 }), fc.integer({ min: 1, max: 2 }), (places, hanging) => {
        const held = new Map<string, number>();
        const names = Array.from({ length: hanging }, (_, index) => `hanging ${index}`);
        const count = (name: string): number => held.get(name) ?? 0;
        let free = places;
        for (;;) {
          const share = shareOut(names, free, places, count);
          let left = share.limit;
          for (const { trigger, limit } of share.allowances) {
            const taken = Math.min(limit, left);
            held.set(trigger, count(trigger) + taken);
            left -= taken;
          }
          if (left === share.limit) break;
          free -= share.limit - left;
        }
        expect(shareOut(["newcomer"], free, places, none).allowances).toHaveLength(1);
      }),
    );
  });
});
