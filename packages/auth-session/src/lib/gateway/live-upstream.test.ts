import type { AddressInfo } from "node:net";
import { Secret } from "@potluck/contracts/secret";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from "graphql-ws";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { LiveUpstream } from "./live-upstream.ts";

describe("LiveUpstream", () => {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  /**
   * An API whose sockets answer a subscription once, each with the next of these values. Before one does, the one before it says
   * `meanwhile`, and is gone where `isCut`.
   */
  async function connectTo(values: readonly number[], meanwhile: readonly number[] = [], isCut = false) {
    const api = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
    });
    closing.push(() => api.close());
    await new Promise((resolve) => api.once("listening", resolve));
    let done = 0;
    const sockets: WebSocket[] = [];
    const say = (socket: WebSocket, id: string | undefined, value: number | undefined) =>
      socket.send(JSON.stringify({ id, type: "next", payload: { data: { value } } }));
    api.on("connection", (socket) => {
      const value = values[sockets.push(socket) - 1];
      socket.on("message", (data: Buffer) => {
        const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string };
        if (type === "connection_init") socket.send('{"type":"connection_ack"}');
        if (type !== "subscribe") return;
        const old = sockets[sockets.indexOf(socket) - 1];
        if (!old) return say(socket, id, value);
        for (const each of meanwhile) say(old, id, each);
        // Answered when everything before it was read.
        old.once("pong", () => {
          if (!isCut || sockets.length > 2) return say(socket, id, value);
          old.once("close", () => say(socket, id, value));
          old.close();
        });
        old.ping();
      });
      socket.on("close", () => done++);
    });
    const told: string[] = [];
    const options = {
      url: `ws://127.0.0.1:${(api.address() as AddressInfo).port}`,
      handshakeTimeoutMs: 5000,
      bufferedBytes: 1_000_000,
    };
    const nothing = () => undefined;
    const upstream = new LiveUpstream(new Secret("first"), options, {
      frame: (_frame, raw) => told.push(raw.toString()),
      reopen: nothing,
      swapped: nothing,
      lost: nothing,
      opened: nothing,
      refused: nothing,
      congested: nothing,
    });
    closing.push(() => upstream.close());
    const message = JSON.stringify({
      id: "a",
      type: MessageType.Subscribe,
      payload: { query: "subscription { value }" },
    });
    upstream.subscribe("a", message, false);
    await expect.poll(() => told.length).toBe(1);
    for (let change = 1; change < values.length; change++) {
      const before = told.length;
      upstream.setToken(new Secret(`token ${change}`));
      await expect.poll(() => done).toBe(change); // the old socket
      await expect.poll(() => told.length).toBeGreaterThanOrEqual(before + Number(isCut));
    }
    return told.map(
      (raw) => (JSON.parse(raw) as { payload: { data: { value: number } } }).payload.data.value,
    );
  }

  it("passes on the first result with a new token, which may tell what the old socket never did", async () => {
    expect(await connectTo([1, 2])).toEqual([1, 2]);
  });

  it("keeps it to itself when it says what was said already", async () => {
    expect(await connectTo([1, 1])).toEqual([1]);
  });

  it.each([
    ["an older state than the old one told meanwhile", 2, [1, 2]],
    ["the newest state that the old one told meanwhile", 3, [1, 2, 3]],
    ["a state that the old one had told before", 1, [1]],
    ["a state that the old one has not told yet", 4, [1, 4]],
  ])("never takes the browser a step back when the new socket begins with %s", async (_, value, told) => {
    expect(await connectTo([1, value], [2, 3])).toEqual(told);
  });

  it("forgets what a socket said that was gone before the next one had spoken", async () => {
    expect(await connectTo([1, 3, 2], [2], true)).toEqual([1, 3, 2]);
  });
});
