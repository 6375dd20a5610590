import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GqlError } from "../error.ts";
import type { SocketResult } from "./hub.ts";
import { createPacer } from "./pacer.ts";

/** @returns Queries of one page, and what they have heard; each frame takes the page `costMs`. */
function openPage(costMs: number) {
  const pacer = createPacer();
  const heard: string[] = [];
  const page = {
    costMs,
    heard,
    query(name: string) {
      const { sink, stop } = pacer.pace({
        next({ data }: SocketResult) {
          heard.push(`${name} ${String(data)}`);
          vi.advanceTimersByTime(page.costMs);
        },
        refused: ({ message }) => void heard.push(`${name} ${message}`),
      });
      const refuse = () => sink.refused(new GqlError({ kind: "permission", message: "refused" }), false);
      return { say: (data: number) => sink.next({ data }), refuse, stop };
    },
    pacer,
  };
  return page;
}

describe("createPacer", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("hands on every frame to a page that is quick", () => {
    const { heard, query } = openPage(2);
    const list = query("list");
    for (let value = 1; value <= 4; value++) {
      list.say(value);
      vi.advanceTimersByTime(20);
    }
    expect(heard).toEqual(["list 1", "list 2", "list 3", "list 4"]);
  });

  it("leaves a slow page six times as long as it took, and then hands on the newest frame of each query", () => {
    const { heard, query } = openPage(10);
    const [list, title] = [query("list"), query("title")];
    list.say(0);
    for (let value = 1; value <= 5; value++) {
      list.say(value);
      title.say(value);
      vi.advanceTimersByTime(10);
    }
    expect(heard).toEqual(["list 0"]);
    vi.advanceTimersByTime(10);
    expect(heard).toEqual(["list 0", "list 5", "title 5"]);
  });

  it("never lets a frame wait longer than half a second", () => {
    const { heard, query } = openPage(3_000);
    const list = query("list");
    list.say(0);
    list.say(1);
    vi.advanceTimersByTime(499);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(heard).toHaveLength(2);
  });

  it("lets nothing wait in a page that is hidden, whose timers come late", () => {
    vi.stubGlobal("document", { hidden: true });
    const { heard, query } = openPage(10);
    const list = query("list");
    for (let value = 1; value <= 3; value++) list.say(value);
    expect(heard).toEqual(["list 1", "list 2", "list 3"]);
  });

  it("says nothing more of a query that was refused or stopped, nor of any once it is disposed of", () => {
    const { heard, query, pacer } = openPage(10);
    const [a, b, c] = [query("a"), query("b"), query("c")];
    for (const each of [a, a, b, c]) each.say(1);
    a.refuse();
    b.stop();
    vi.advanceTimersByTime(1_000);
    expect(heard).toEqual(["a 1", "a refused", "c 1"]);
    c.say(2);
    c.say(3);
    pacer.dispose();
    vi.advanceTimersByTime(1_000);
    expect(heard.slice(3)).toEqual(["c 2"]);
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
        const queries = new Map(["a", "b", "c"].map((name) => [name, page.query(name)]));
        const said = steps.map(({ name }, value) => `${name} ${value}`);
        steps.forEach(({ name, pauseMs, costMs, isHidden }, value) => {
          page.costMs = costMs;
          vi.stubGlobal("document", { hidden: isHidden });
          queries.get(name)!.say(value);
          vi.advanceTimersByTime(pauseMs);
        });
        vi.advanceTimersByTime(10_000);
        for (const name of queries.keys()) {
          const of = (all: string[]) => all.filter((each) => each.startsWith(name));
          expect(of(page.heard)).toEqual(of(said).filter((each) => page.heard.includes(each)));
          expect(of(page.heard).at(-1)).toBe(of(said).at(-1));
        }
        page.pacer.dispose();
      }),
    );
  });
});
