import { describe, expect, it } from "vitest";
import { exchange, issue, judge } from "./rotation.ts";

const OVERLAP = 2000;

describe("judge", () => {
  const first = issue(undefined, "a", undefined);
  const second = issue(exchange(first, "a", 1000), "b", "a");

  it("calls the latest token fresh until it is exchanged", () => {
    expect(judge(first, "a", OVERLAP, 0)).toBe("fresh");
    expect(judge(second, "b", OVERLAP, 1e9)).toBe("fresh");
  });

  it("excuses the direct predecessor while the overlap lasts, counted from its first exchange", () => {
    expect(judge(second, "a", OVERLAP, 2999)).toBe("overlap");
    expect(judge(second, "a", OVERLAP, 3000)).toBe("reused");
    const sibling = issue(exchange(second, "a", 2500), "c", "a");
    expect(judge(sibling, "a", OVERLAP, 2999)).toBe("overlap");
    expect(judge(sibling, "a", OVERLAP, 3000)).toBe("reused");
  });

  it("condemns a sibling with a lower counter, even inside the overlap", () => {
    const sibling = issue(exchange(second, "a", 1500), "c", "a");
    expect(sibling.counter).toBe(2);
    expect(judge(sibling, "b", OVERLAP, 1600)).toBe("reused");
    expect(judge(sibling, "c", OVERLAP, 1600)).toBe("fresh");
  });

  it("condemns a grandparent at once", () => {
    const third = issue(exchange(second, "b", 1500), "c", "b");
    expect(judge(third, "a", OVERLAP, 1501)).toBe("reused");
    expect(judge(third, "b", OVERLAP, 1501)).toBe("overlap");
  });

  it("excuses nothing without an overlap", () => {
    expect(judge(exchange(first, "a", 1000), "a", 0, 1000)).toBe("reused");
    expect(judge(second, "a", 0, 1000)).toBe("reused");
  });
});
