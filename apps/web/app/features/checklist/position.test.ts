import { describe, expect, it } from "vitest";

import { byPosition, positionAtEnd, positionBetween } from "./position.ts";

const rows = ["a0", "a1", "a2"].map((position) => ({ id: `row-${position}`, position }));

describe("positionBetween", () => {
  it("finds room between two rows, at the front and at the end", () => {
    const between = positionBetween(rows, "row-a0", "row-a1");
    expect(between > "a0" && between < "a1").toBe(true);
    expect(positionBetween(rows, null, "row-a0") < "a0").toBe(true);
    expect(positionBetween(rows, "row-a2", null) > "a2").toBe(true);
  });

  it("falls back to the next row when the previous one was deleted meanwhile", () => {
    const between = positionBetween(rows, "deleted", "row-a2");
    expect(between > "a1" && between < "a2").toBe(true);
  });

  it("goes to the end when both neighbours were deleted", () => {
    expect(positionBetween(rows, "deleted", "deleted too") > "a2").toBe(true);
  });

  it("goes after rows that share one position", () => {
    const twins = [...rows.slice(0, 2), { id: "row-twin", position: "a1" }, ...rows.slice(2)];
    const between = positionBetween(twins, "row-a1", "row-twin");
    expect(between > "a1" && between < "a2").toBe(true);
  });

  it("starts an empty list", () => {
    expect(positionBetween([], null, null)).toBe(positionAtEnd([]));
  });
});

describe("byPosition", () => {
  it("compares byte by byte and settles ties by id", () => {
    const mixed = [
      { id: "c", position: "b" },
      { id: "b", position: "a" },
      { id: "a", position: "a" },
      { id: "d", position: "Z" },
    ];
    expect([...mixed].sort(byPosition).map((row) => row.id)).toEqual(["d", "a", "b", "c"]);
  });
});
