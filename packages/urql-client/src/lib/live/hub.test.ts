import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { startTestServer, type TestServer } from "../testing/http-server.ts";
import { createSocketHub, type HubSink, type SocketHub, type SocketHubOptions } from "./hub.ts";

const query = "subscription Items { items { id title } }";
let api: TestApi;
let server: TestServer;
const hubs: SocketHub[] = [];

function open(options: Partial<SocketHubOptions> = {}): SocketHub {
  const timing = { firstRetryMs: 5, maxRetryMs: 50, idleMs: 20, ...options.timing };
  const hub = createSocketHub({ url: server.wsUrl, webSocket: WebSocket, ...options, timing });
  hubs.push(hub);
  return hub;
}

function sink(): HubSink & { frames: unknown[] } {
  const frames: unknown[] = [];
  return { frames, next: (result) => void frames.push(result.data), refused: () => {} };
}

beforeEach(async () => {
  api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "Bread" });
  server = await startTestServer(api);
});
afterEach(async () => {
  for (const hub of hubs.splice(0)) hub.dispose();
  await server.close();
});

describe("createSocketHub", () => {
  it("opens one socket for all subscriptions and closes it when unused", async () => {
    const hub = open();
    expect(hub.connection.get()).toBe("idle");
    expect(server.sockets.size).toBe(0);
    const [a, b] = [sink(), sink()];
    const stops = [hub.subscribe({ query }, a), hub.subscribe({ query }, b)];
    expect(hub.connection.get()).toBe("connecting");
    await vi.waitFor(() => (api.poll(), expect([a.frames.length, b.frames.length]).toEqual([1, 1])), {
      timeout: 15_000,
    });
    expect(hub.connection.get()).toBe("live");
    expect(server.sockets.size).toBe(1);
    for (const stop of stops) stop();
    await vi.waitFor(() => expect(server.sockets.size).toBe(0), { timeout: 15_000 });
    expect(hub.connection.get()).toBe("idle");
  });

  it.each([1001, 1006, 1011, 1012, 4400, 4401, 4403, 4500])(
    "subscribes again after close code %i",
    async (code) => {
      const hub = open();
      const seen = sink();
      hub.subscribe({ query }, seen);
      await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(1)), { timeout: 15_000 });
      const states: string[] = [];
      hub.connection.subscribe(() => states.push(hub.connection.get()));
      for (const socket of server.sockets) {
        if (code === 1006) socket.terminate();
        else socket.close(code);
      }
      api.addItem({ id: "i2", dinner_id: "d1", title: "Wine" });
      await vi.waitFor(() => (api.poll(), expect(JSON.stringify(seen.frames.at(-1))).toContain("Wine")), {
        timeout: 3_000,
      });
      expect(states).toEqual(["reconnecting", "live"]);
    },
  );

  it("notices a socket that went silent", async () => {
    const hub = open({ timing: { keepAliveMs: 20, pongMs: 20 } });
    const seen = sink();
    hub.subscribe({ query }, seen);
    await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(1)), { timeout: 15_000 });
    const [silent] = server.sockets;
    (silent as unknown as { _socket: { pause(): void } })._socket.pause();
    await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(2)), { timeout: 3_000 });
    silent!.terminate();
  });

  it("passes the server's wish for a renewed session on, and answers the ping", async () => {
    const wishes: unknown[] = [];
    const hub = open({ onRenewRequest: (wish) => void wishes.push(wish) });
    const seen = sink();
    hub.subscribe({ query }, seen);
    await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(1)), { timeout: 15_000 });
    const pongs: unknown[] = [];
    for (const socket of server.sockets) {
      socket.on("message", (data: Buffer) => pongs.push(JSON.parse(String(data))));
      socket.send(JSON.stringify({ type: "ping", payload: { type: "renew", by: 5 } }));
    }
    await vi.waitFor(
      () => expect(pongs).toContainEqual({ type: "pong", payload: { type: "renew", by: 5 } }),
      { timeout: 15_000 },
    );
    expect(wishes).toEqual([{ type: "renew", by: 5 }]);
    expect(server.sockets.size).toBe(1);
  });

  it("reports a refused subscription and does not repeat what can't work", async () => {
    const hub = open();
    const refused: unknown[] = [];
    hub.subscribe(
      { query: "subscription Nope { nope }" },
      { next: () => {}, refused: (error, retrying) => refused.push(error.kind, retrying) },
    );
    await vi.waitFor(() => expect(refused).toEqual(["validation", false]), { timeout: 15_000 });
  });

  it("answers requests over the same socket", async () => {
    const hub = open();
    const signal = new AbortController().signal;
    const answer = await hub.execute({ query: "query A { items { id } }" }, true, signal);
    expect(answer.data).toEqual({ items: [{ id: "i1" }] });
    expect(server.headers).toEqual([]);
  });

  it("does not send a mutation twice when the socket breaks", async () => {
    const hub = open();
    const seen = sink();
    hub.subscribe({ query }, seen);
    await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(1)), { timeout: 15_000 });
    const signal = new AbortController().signal;
    const text = 'mutation M { delete_items_by_pk(id: "i1") { id } }';
    const lost = hub.execute({ query: text }, false, signal);
    for (const socket of server.sockets) socket.terminate();
    await expect(lost).rejects.toMatchObject({ kind: "network" });
    await vi.waitFor(() => expect(hub.connection.get()).toBe("live"), { timeout: 15_000 });
    expect(api.counts.mutation).toBeLessThanOrEqual(1);
  });
});
