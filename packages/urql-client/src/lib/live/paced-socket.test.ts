import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pacedSocket } from "./paced-socket.ts";
import { createPacer } from "./pacer.ts";

type Listener = (message: { data: unknown }) => void;

/** A socket whose messages the test makes. */
class TestSocket {
  #listener: Listener | null = null;
  set onmessage(listener: Listener | null) {
    this.#listener = listener;
  }
  say(data: unknown): void {
    this.#listener?.({ data });
  }
}

const asGraphqlWs = (id: string, value: number): string =>
  `{"id":"${id}","type":"next","payload":{"data":${value}}}`;
const asHasura = (id: string, value: number): string =>
  `{"id":"${id}","payload":{"data":${value}},"type":"next"}`;
const asHasuraLocal = (id: string, value: number): string =>
  `{"type":"next","id":"${id}","payload":{"data":${value}}}`;

/** @returns A socket of a page that takes 10 ms for each message, and what was handled. */
function listen() {
  const heard: unknown[] = [];
  const socket = new (pacedSocket(TestSocket, createPacer()))();
  socket.onmessage = ({ data }) => {
    heard.push(data);
    vi.advanceTimersByTime(10);
  };
  return { socket, heard };
}

describe("pacedSocket", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["graphql-ws", asGraphqlWs],
    ["Hasura", asHasura],
    ["hasura-local", asHasuraLocal],
  ])("reads only the newest frame of a live query while the page rests, as %s writes it", (_, frame) => {
    const { socket, heard } = listen();
    for (let value = 0; value < 4; value++) socket.say(frame("live1", value));
    expect(heard).toEqual([frame("live1", 0)]);
    vi.advanceTimersByTime(60);
    expect(heard).toEqual([frame("live1", 0), frame("live1", 3)]);
  });

  it("handles everything else at once, behind the frames that came before it", () => {
    const { socket, heard } = listen();
    const others = [
      '{"type":"pong"}',
      asGraphqlWs("7", 1),
      '{"id":"live1","type":"complete"}',
      new ArrayBuffer(1),
    ];
    socket.say(asGraphqlWs("live1", 0));
    socket.say(asGraphqlWs("live1", 1));
    socket.say(asGraphqlWs("live2", 1));
    for (const other of others) socket.say(other);
    expect(heard).toEqual([
      asGraphqlWs("live1", 0),
      asGraphqlWs("live1", 1),
      asGraphqlWs("live2", 1),
      ...others,
    ]);
  });

  it("leaves the socket without a listener when it is told to", () => {
    const { socket, heard } = listen();
    socket.onmessage = null;
    socket.say(asGraphqlWs("live1", 1));
    expect(heard).toEqual([]);
  });
});
