import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { SocketOutbox } from "./socket-outbox.ts";
import { PATIENT } from "../testing/patience.ts";

const MEGABYTE = "x".repeat(1_000_000);

let server: WebSocketServer;
let client: WebSocket;
let serverSide: WebSocket;
let outbox: SocketOutbox;
let received: string[];

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const connected = once(server, "connection") as Promise<[WebSocket]>;
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  received = [];
  client.on("message", (data: Buffer) => received.push(data.toString().split(":", 1)[0] ?? ""));
  [serverSide] = await connected;
  await once(client, "open");
  outbox = new SocketOutbox(serverSide);
});

afterEach(() => {
  client.terminate();
  for (const socket of server.clients) socket.terminate();
  server.close();
});

describe("SocketOutbox", () => {
  it("sends every frame to a client that keeps up", async () => {
    for (let index = 0; index < 5; index += 1) {
      outbox.sendNewest("a", `a${index}:`);
      await expect.poll(() => received.length, PATIENT).toBe(index + 1);
    }
    expect(received).toEqual(["a0", "a1", "a2", "a3", "a4"]);
  });

  it("spares a slow client the frames that a newer one has replaced", async () => {
    client.pause();
    for (let index = 0; index < 200; index += 1) {
      outbox.sendNewest("a", `a${index}:${MEGABYTE}`);
      outbox.sendNewest("b", `b${index}:${MEGABYTE}`);
      // As in the server: results come in ticks of their own.
      await new Promise(setImmediate);
    }
    expect(serverSide.bufferedAmount).toBeLessThan(5_000_000);
    client.resume();
    await expect
      .poll(() => [received.includes("a199"), received.includes("b199")], PATIENT)
      .toEqual([true, true]);
    expect(received.length).toBeLessThan(100);
    const order = received.filter((frame) => frame.startsWith("a")).map((frame) => Number(frame.slice(1)));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it("keeps the frames that may not be replaced, and their order", async () => {
    client.pause();
    for (let index = 0; index < 20; index += 1) outbox.send(`m${index}:${MEGABYTE}`);
    client.resume();
    await expect.poll(() => received.length, PATIENT).toBe(20);
    expect(received).toEqual(Array.from({ length: 20 }, (_, index) => `m${index}`));
  });

  it("sends nothing of a subscription that has ended", async () => {
    client.pause();
    for (let index = 0; index < 20; index += 1) outbox.send(`m${index}:${MEGABYTE}`);
    outbox.sendNewest("a", "a:");
    outbox.sendNewest("b", "b:");
    outbox.drop("a");
    client.resume();
    await expect.poll(() => received.at(-1), PATIENT).toBe("b");
    expect(received).not.toContain("a");
  });

  it("ends a connection whose client has stopped reading", async () => {
    client.pause();
    for (let index = 0; index < 90; index += 1) outbox.send(`m${index}:${MEGABYTE}`);
    await expect.poll(() => serverSide.readyState, PATIENT).toBe(WebSocket.CLOSED);
  });
});
