import { stringifyDocument } from "@urql/core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { ActivityStream } from "../testing/documents.ts";
import { startTestServer, type TestServer } from "../testing/http-server.ts";
import { createSocketHub, type HubSink, type SocketHub, type SocketHubOptions } from "./hub.ts";
import { loadExecuteOnce } from "./load-execute-once.ts";

const query = "subscription Items { items { id title } }";
const stream = stringifyDocument(ActivityStream);
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

beforeAll(async () => void (await loadExecuteOnce()));
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

  /** What the server says on its own account, as a gateway does. */
  function say(message: object): void {
    for (const socket of server.sockets) socket.send(JSON.stringify(message));
  }

  it("is live only while the API behind the gateway is, and every live query has had its answer since", async () => {
    const hub = open();
    const [a, b] = [sink(), sink()];
    hub.subscribe({ query }, a);
    hub.subscribe({ query }, b);
    await vi.waitFor(() => (api.poll(), expect(hub.connection.get()).toBe("live")), { timeout: 15_000 });
    const states: string[] = [];
    hub.connection.subscribe(() => states.push(hub.connection.get()));
    say({ type: "ping", payload: { type: "upstream", state: "connecting" } });
    await vi.waitFor(() => expect(states).toEqual(["reconnecting"]), { timeout: 15_000 });
    const frames = a.frames.length + b.frames.length;
    say({ type: "ping", payload: { type: "upstream", state: "open" } });
    await hub.execute({ query: "query A { items { id } }" }, true, new AbortController().signal);
    expect(states).toEqual(["reconnecting"]); // the gateway is back, the answers are not
    api.addItem({ id: "i2", dinner_id: "d1", title: "Wine" });
    await vi.waitFor(() => (api.poll(), expect(states).toEqual(["reconnecting", "live"])), {
      timeout: 15_000,
    });
    expect(a.frames.length + b.frames.length).toBe(frames + 2);
    expect(server.sockets.size).toBe(1);
  });

  it("waits for no answer of a stream, nor of what was stopped or refused", async () => {
    const hub = open();
    const stop = hub.subscribe({ query }, sink());
    hub.subscribe({ query: stream, variables: { dinner: "d1", cursor: 0 } }, { ...sink(), isStream: true });
    hub.subscribe({ query: "subscription Nope { nope }" }, sink());
    await vi.waitFor(() => expect(api.counts.subscription).toBe(2), { timeout: 15_000 });
    expect(hub.connection.get()).toBe("connecting");
    stop();
    await vi.waitFor(() => expect(hub.connection.get()).toBe("live"), { timeout: 15_000 });
  });

  it("opens a stream again at once when it is asked to, from where it stands then", async () => {
    const hub = open();
    const seen = sink();
    const refused: unknown[] = [];
    let cursor = 0;
    const request = {
      query: stream,
      get variables() {
        return { dinner: "d1", cursor };
      },
    };
    const ids: string[] = [];
    server.onSubscribe = (id) => ids.push(id);
    hub.subscribe(request, { ...seen, refused: (error) => refused.push(error), isStream: true });
    api.commitActivity(1, 2);
    await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(1)), { timeout: 15_000 });
    cursor = 2;
    const states: string[] = [];
    hub.connection.subscribe(() => states.push(hub.connection.get()));
    say({
      id: ids[0],
      type: "error",
      payload: [{ message: "Open it again.", extensions: { code: "reopen" } }],
    });
    await vi.waitFor(() => expect(ids).toHaveLength(2), { timeout: 15_000 });
    api.commitActivity(3);
    await vi.waitFor(() => (api.poll(), expect(seen.frames).toHaveLength(2)), { timeout: 15_000 });
    expect(seen.frames[1]).toEqual({ activity_stream: [{ id: 3, kind: "kind 3" }] });
    expect([refused, states]).toEqual([[], []]);
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

  it("opens no socket for a request that was given up before it could be sent", async () => {
    const hub = open();
    const abort = new AbortController();
    const answer = hub.execute({ query: "query A { items { id } }" }, true, abort.signal);
    abort.abort();
    await expect(answer).rejects.toMatchObject({ kind: "timeout" });
    expect(hub.connection.get()).toBe("idle");
    expect(server.sockets.size).toBe(0);
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
    await vi.waitFor(() => (api.poll(), expect(hub.connection.get()).toBe("live")), { timeout: 15_000 });
    expect(api.counts.mutation).toBeLessThanOrEqual(1);
  });
});
