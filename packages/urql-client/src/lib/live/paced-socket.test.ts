import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { paced } from "./paced-socket.ts";

/** A socket whose messages the test makes. */
class TestSocket {
  #listener: ((message: { data: unknown }) => void) | null = null;
  set onmessage(listener: ((message: { data: unknown }) => void) | null) {
    this.#listener = listener;
  }
  say(data: unknown): void {
    this.#listener?.({ data });
  }
}

const frame = (id: string, value: number): string =>
  `{"id":"${id}","type":"next","payload":{"data":${value}}}`;

const asHasura = (id: string, value: number): string =>
  `{"id":"${id}","payload":{"data":${value}},"type":"next"}`;

/** @returns A socket, and what its listener has heard, which takes `costMs` for each message. */
function listenWith(costMs: number) {
  const heard: unknown[] = [];
  const Paced = paced(TestSocket, (id) => id.startsWith("live"));
  const socket = new Paced();
  socket.onmessage = ({ data }) => {
    heard.push(data);
    vi.advanceTimersByTime(costMs);
  };
  return { socket, heard };
}

describe("paced", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("hands on every frame to a page that is quick", () => {
    const { socket, heard } = listenWith(1);
    const frames = [1, 2, 3, 4].map((value) => frame("live-1", value));
    for (const each of frames) {
      socket.say(each);
      vi.advanceTimersByTime(20);
    }
    expect(heard).toEqual(frames);
  });

  it.each([
    ["as graphql-ws writes", frame],
    ["as Hasura writes", asHasura],
  ])("leaves a slow page five times as long as it took, and then reads the newest frames, %s", (_, write) => {
    const { socket, heard } = listenWith(10);
    socket.say(write("live-1", 0));
    for (let value = 1; value <= 4; value++) {
      socket.say(write("live-1", value));
      socket.say(write("live-2", value));
      vi.advanceTimersByTime(10);
    }
    expect(heard).toEqual([write("live-1", 0)]);
    vi.advanceTimersByTime(20);
    expect(heard).toEqual([write("live-1", 0), write("live-1", 4), write("live-2", 4)]);
  });

  it("never lets anything wait longer than half a second", () => {
    const { socket, heard } = listenWith(3_000);
    socket.say(frame("live-1", 0));
    socket.say(frame("live-1", 1));
    vi.advanceTimersByTime(510);
    expect(heard).toHaveLength(2);
  });

  it("keeps the order of everything that is no frame of a live query, and ends with the newest of each", () => {
    const message = fc.record({
      kind: fc.constantFrom("live-1", "live-2", "stream", "answer"),
      pauseMs: fc.oneof(fc.constant(0), fc.nat(80)),
      costMs: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
        let costMs = 0;
        const heard: string[] = [];
        const socket = new (paced(TestSocket, (id) => id.startsWith("live")))();
        socket.onmessage = ({ data }) => {
          heard.push(data as string);
          vi.advanceTimersByTime(costMs);
        };
        const said = messages.map(({ kind }, value) =>
          kind === "answer" ? `{"type":"pong","payload":${value}}` : frame(kind, value),
        );
        messages.forEach((each, at) => {
          ({ costMs } = each);
          socket.say(said[at]!);
          vi.advanceTimersByTime(each.pauseMs);
        });
        vi.advanceTimersByTime(10_000);
        // In the order in which they were said, so nothing ever goes back.
        expect(heard).toEqual(said.filter((each) => heard.includes(each)));
        const isLive = (text: string) => text.includes("live-");
        expect(heard.filter((each) => !isLive(each))).toEqual(said.filter((each) => !isLive(each)));
        for (const id of ["live-1", "live-2"]) {
          const last = (all: string[]) => all.findLast((each) => each.includes(id));
          expect(last(heard)).toBe(last(said));
        }
      }),
    );
  });

  it("leaves the socket without a listener when it is told to", () => {
    const { socket, heard } = listenWith(0);
    socket.onmessage = null;
    socket.say(frame("live-1", 1));
    expect(heard).toEqual([]);
  });
});
