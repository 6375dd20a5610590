import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexModel } from "../model/lookup.ts";
import { testModel } from "../testing/model.ts";
import { shareStructure } from "./share.ts";
import { createTimeline, type Timeline } from "./timeline.ts";

function say() {
  const timeline = createTimeline(indexModel(testModel));
  const frame = (title: string) => [{ __typename: "items", id: "i1", title }];
  return {
    timeline,
    title: (stream: string, title: string): unknown => {
      timeline.see(stream, frame(title));
      return timeline.newest(frame(title))[0]?.title;
    },
  };
}

describe("createTimeline", () => {
  it("passes on what is new", () => {
    const { title } = say();
    expect(["a", "b", "a"].map((value) => title("one", value))).toEqual(["a", "b", "a"]);
  });

  it("does not let a stream that is late take a row back", () => {
    const { title } = say();
    title("one", "a");
    title("two", "a");
    expect(title("one", "b")).toBe("b");
    expect(title("one", "c")).toBe("c");
    expect(title("two", "a")).toBe("c");
    expect(title("two", "b")).toBe("c");
    expect(title("two", "c")).toBe("c");
    expect(title("two", "d")).toBe("d");
  });

  it("follows a value that came back, whoever says so first", () => {
    const { title } = say();
    title("one", "a");
    title("two", "a");
    title("one", "b");
    expect(title("one", "a")).toBe("a");
    expect(title("two", "b")).toBe("a");
    expect(title("two", "a")).toBe("a");
    expect(title("two", "b")).toBe("b");
  });

  it("takes what another stream has skipped for late", () => {
    const { title } = say();
    title("one", "a");
    title("two", "a");
    title("one", "c");
    expect(title("two", "b")).toBe("c");
    expect(title("two", "c")).toBe("c");
    expect(title("two", "d")).toBe("d");
  });

  it("holds an own write against what was said before, and what streams say against what the answer read besides", () => {
    const { timeline, title } = say();
    title("one", "a");
    title("two", "a");
    title("one", "b");
    const answer = { __typename: "items", id: "i1", title: "a" };
    expect(timeline.acknowledge(answer, () => false)).toEqual({ ...answer, title: "b" });
    expect(timeline.acknowledge(answer, () => true)).toBe(answer);
    expect(timeline.newest({ ...answer, title: "b" })).toEqual(answer);
    expect(title("one", "c")).toBe("c");
    expect(title("two", "a")).toBe("c");
  });

  it("has the others asked again when a row leaves the stream that had gone furthest", () => {
    const { timeline, title } = say();
    title("one", "a");
    title("two", "a");
    title("two", "b");
    expect([...timeline.see("two", [])]).toEqual(["one"]);
    expect(timeline.newest({ __typename: "items", id: "i1", title: "a" })).toMatchObject({ title: "b" });
    expect(title("one", "c")).toBe("c");
  });

  it("believes a stream that was asked after a write, and not one that was asked before", () => {
    const { timeline, title } = say();
    title("one", "a");
    title("one", "b");
    timeline.doubt("one");
    expect(title("two", "a")).toBe("a");
    expect(title("one", "a")).toBe("a");
  });

  it("believes a stream once the one that was ahead has ended", () => {
    const { timeline, title } = say();
    title("one", "a");
    title("two", "a");
    title("one", "b");
    timeline.end("one");
    expect(title("two", "a")).toBe("a");
  });

  it("leaves what is no row as it is, and the same objects where nothing was late", () => {
    const { timeline } = say();
    const frame = { aggregate: { count: 3 }, rows: [{ __typename: "items", id: "i1", title: "a" }] };
    timeline.see("one", frame);
    expect(timeline.newest(frame)).toBe(frame);
  });

  const seed = Number(process.env["TIMELINE_SEED"] ?? 1);
  it(`says the same of frames that keep their objects as of frames that are all new (TIMELINE_SEED=${seed})`, () => {
    const rows = fc.dictionary(fc.constantFrom("i1", "i2", "i3"), fc.constantFrom("a", "b", "c"));
    const step = fc.record({
      kind: fc.constantFrom("frame", "frame", "frame", "frame", "write", "doubt", "end"),
      stream: fc.constantFrom("one", "two", "three"),
      rows,
      isNested: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const shared = follow(shareStructure, (frame) => frame);
        const fresh = follow((_before, frame) => frame, structuredClone);
        for (const each of steps) expect(shared(each)).toEqual(fresh(each));
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

interface Step {
  kind: "frame" | "write" | "doubt" | "end";
  stream: string;
  rows: Record<string, string>;
  isNested: boolean;
}

/** @returns Plays a step, and tells what came of it and what every stream shows then. */
function follow(
  keep: (before: unknown, frame: object) => object,
  ask: (frame: object) => object,
): (step: Step) => unknown {
  const timeline: Timeline = createTimeline(indexModel(testModel));
  const frames = new Map<string, object>();
  return ({ kind, stream, rows, isNested }) => {
    const items = Object.entries(rows).map(([id, title]) => ({ __typename: "items", id, title }));
    let told: unknown;
    if (kind === "frame") {
      const frame = keep(frames.get(stream), isNested ? { __typename: "dinners", id: "d1", items } : items);
      frames.set(stream, frame);
      told = [...timeline.see(stream, frame)].sort();
    } else if (kind === "write") told = timeline.acknowledge(items, (_table, column) => column === "title");
    else if (kind === "doubt") timeline.doubt(stream);
    else {
      frames.delete(stream);
      told = [...timeline.end(stream)].sort();
    }
    return [told, ...[...frames.values()].map((frame) => timeline.newest(ask(frame)))];
  };
}
