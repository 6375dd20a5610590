import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFence, type FencedQuery } from "./fence.ts";

function query(tables: string[], aggregated: string[] = []) {
  const reopened: number[] = [];
  const released = vi.fn<() => void>();
  const fenced: FencedQuery = {
    tables: new Set(tables),
    aggregated: new Set(aggregated),
    reopen: (generation) => void reopened.push(generation),
    release: released,
  };
  return { fenced, reopened, released };
}
const settleKept = (_: unknown, paint: () => void): void => paint();
const write = (table: string, idempotent = true) => ({ tables: new Set([table]), idempotent });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("createFence", () => {
  it("asks again after an acknowledgement and admits nothing older", () => {
    const fence = createFence({ settleKept });
    const { fenced, reopened } = query(["items"]);
    fence.watch(fenced);
    const before = fence.current();
    expect(fence.admits(fenced, before)).toBe(true);
    fence.begin(write("items"))("acked");
    expect(reopened).toEqual([fence.current()]);
    expect(fence.admits(fenced, before)).toBe(false);
    expect(fence.admits(fenced, reopened[0]!)).toBe(true);
  });

  it("leaves queries over other tables alone", () => {
    const fence = createFence({ settleKept });
    const { fenced, reopened } = query(["users"]);
    fence.watch(fenced);
    const before = fence.current();
    fence.begin(write("items"))("acked");
    expect(reopened).toEqual([]);
    expect(fence.admits(fenced, before)).toBe(true);
  });

  it("holds answers back while a change that adds is under way, not while one that sets is", () => {
    const fence = createFence({ settleKept });
    const [plain, counted] = [query(["items"]), query(["items"], ["items"])];
    for (const { fenced } of [plain, counted]) fence.watch(fenced);
    const settleSet = fence.begin(write("items"));
    expect(fence.admits(plain.fenced, fence.current())).toBe(true);
    expect(fence.admits(counted.fenced, fence.current())).toBe(false);
    const settleAdd = fence.begin(write("items", false));
    expect(fence.admits(plain.fenced, fence.current())).toBe(false);
    settleAdd("refused");
    settleSet("refused");
    expect(fence.admits(counted.fenced, fence.current())).toBe(true);
    expect(plain.released).toHaveBeenCalled();
    expect(plain.reopened).toEqual([]);
  });

  it("asks once per burst, and after a while even if the burst goes on", () => {
    const fence = createFence({ settleKept, maxDelayMs: 100 });
    const { fenced, reopened } = query(["items"]);
    fence.watch(fenced);
    const settles = Array.from({ length: 5 }, () => fence.begin(write("items")));
    for (const settle of settles) settle("acked");
    expect(reopened).toHaveLength(1);
    const slow = fence.begin(write("items"));
    fence.begin(write("items"))("acked");
    expect(reopened).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(reopened).toHaveLength(2);
    slow("unknown");
    expect(reopened).toHaveLength(3);
  });
});
