import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPacer } from "./pacer.ts";

/** @returns Queries of one page, and what they have heard; each frame takes the page `costMs`. */
function openPage(costMs: number) {
  const pacer = createPacer();
  const heard: string[] = [];
  const page = {
    costMs,
    heard,
    pacer,
    say: (name: string, value: number) =>
      pacer.take(name, () => {
        heard.push(`${name} ${value}`);
        vi.advanceTimersByTime(page.costMs);
      }),
  };
  return page;
}

describe("createPacer", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("handles every frame in a page that is quick", () => {
    const { heard, say } = openPage(2);
    for (let value = 1; value <= 4; value++) {
      say("list", value);
      vi.advanceTimersByTime(20);
    }
    expect(heard).toEqual(["list 1", "list 2", "list 3", "list 4"]);
  });

  it("leaves a slow page six times as long as it took, and then handles the newest frame of each query", () => {
    const { heard, say } = openPage(10);
    say("list", 0);
    for (let value = 1; value <= 5; value++) {
      say("list", value);
      say("title", value);
      vi.advanceTimersByTime(10);
    }
    expect(heard).toEqual(["list 0"]);
    vi.advanceTimersByTime(10);
    expect(heard).toEqual(["list 0", "list 5", "title 5"]);
  });

  it("counts what a frame causes in slices after it, too", () => {
    const { heard, say, pacer } = openPage(0);
    pacer.take("list", () => {
      let slices = 4;
      const slice = (): void => {
        vi.setSystemTime(Date.now() + 5);
        if (--slices > 0) setTimeout(slice);
      };
      setTimeout(slice);
    });
    say("list", 1);
    let waitedMs = 0;
    for (; heard.length === 0; waitedMs++) vi.advanceTimersByTime(1);
    expect(waitedMs).toBeGreaterThanOrEqual(120); // six times 20
    expect(waitedMs).toBeLessThan(150);
  });

  it("never lets a frame wait longer than half a second", () => {
    const { heard, say } = openPage(3_000);
    say("list", 0);
    say("list", 1);
    vi.advanceTimersByTime(499);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(heard).toHaveLength(2);
  });

  it("lets nothing wait in a page that is hidden, whose timers come late", () => {
    vi.stubGlobal("document", { hidden: true });
    const { heard, say } = openPage(10);
    for (let value = 1; value <= 3; value++) say("list", value);
    expect(heard).toEqual(["list 1", "list 2", "list 3"]);
  });

  it("counts what one frame hands on as part of it", () => {
    const { heard, say, pacer } = openPage(10);
    pacer.take("socket", () => {
      say("a", 1);
      say("b", 1);
    });
    expect(heard).toEqual(["a 1", "b 1"]);
    say("a", 2);
    vi.advanceTimersByTime(119);
    expect(heard).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(heard).toHaveLength(3);
  });

  it("handles everything when it is told to, and nothing of what was dropped or once it is disposed of", () => {
    const { heard, say, pacer } = openPage(10);
    for (const name of ["a", "a", "b", "c"]) say(name, 1);
    pacer.drop("b");
    pacer.flush();
    expect(heard).toEqual(["a 1", "a 1", "c 1"]);
    say("c", 2);
    pacer.dispose();
    vi.advanceTimersByTime(1_000);
    expect(heard).toHaveLength(3);
  });

  it("never goes back, and ends with the newest frame of each query", () => {
    const step = fc.record({
      name: fc.constantFrom("a", "b", "c"),
      pauseMs: fc.oneof(fc.constant(0), fc.nat(80)),
      costMs: fc.nat(20),
      isHidden: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const page = openPage(0);
        const said = steps.map(({ name }, value) => `${name} ${value}`);
        steps.forEach(({ name, pauseMs, costMs, isHidden }, value) => {
          page.costMs = costMs;
          vi.stubGlobal("document", { hidden: isHidden });
          page.say(name, value);
          vi.advanceTimersByTime(pauseMs);
        });
        vi.advanceTimersByTime(10_000);
        for (const name of ["a", "b", "c"]) {
          const of = (all: string[]) => all.filter((each) => each.startsWith(name));
          expect(of(page.heard)).toEqual(of(said).filter((each) => page.heard.includes(each)));
          expect(of(page.heard).at(-1)).toBe(of(said).at(-1));
        }
        page.pacer.dispose();
      }),
    );
  });
});
