import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { BrowserSender } from "./browser-sender.ts";

describe("BrowserSender", { timeout: 30_000 }, () => {
  const HIGH_WATER = 64 * 1024;
  const large = "x".repeat(100_000);
  let server: WebSocketServer;
  let browser: WebSocket;
  let received: string[];
  let sender: BrowserSender;
  let calls: string[];

  beforeEach(async () => {
    received = [];
    calls = [];
    server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await new Promise((resolve) => server.once("listening", resolve));
    const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
    browser = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    browser.on("message", (data: Buffer) => received.push(data.toString().split(":", 2).join(":")));
    await new Promise((resolve) => browser.once("open", resolve));
    const listener = { full: () => void calls.push("full"), drained: () => void calls.push("drained") };
    sender = new BrowserSender(await accepted, HIGH_WATER, listener);
  });

  afterEach(async () => {
    browser.terminate();
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  const until = (last: string) => vi.waitFor(() => expect(received).toContain(last), { timeout: 10_000 });

  it("sends what comes while the browser keeps up, in order", async () => {
    for (let index = 0; index < 5; index++) sender.send(`a:${index}`, "a");
    await until("a:4");
    expect(received).toEqual(["a:0", "a:1", "a:2", "a:3", "a:4"]);
  });

  /** The browser stops reading, and the network takes no more. */
  function block() {
    browser.pause();
    const megabyte = "x".repeat(1024 * 1024);
    for (let index = 0; index < 32; index++) sender.send(`fill:${index}:${megabyte}`, "fill");
  }
  const afterFill = () => received.filter((message) => !message.startsWith("fill"));

  it("keeps the newest result per live operation while the browser is slow", async () => {
    block();
    for (let index = 0; index < 50; index++) {
      sender.send(`a:${index}:${large}`, "a");
      sender.send(`b:${index}:${large}`, "b");
    }
    browser.resume();
    await until("b:49");
    expect(afterFill()).toEqual(["a:49", "b:49"]);
    expect(received.filter((message) => message.startsWith("fill")).length).toBeLessThan(32);
    expect(calls).toEqual([]);
  });

  it("keeps everything else in order, and says when that becomes too much and when it is over", async () => {
    block();
    for (let index = 0; index < 20; index++) sender.send(`s:${index}:${large}`);
    expect(calls).toEqual(["full"]);
    browser.resume();
    await until("s:19");
    expect(afterFill()).toEqual(Array.from({ length: 20 }, (_, index) => `s:${index}`));
    expect(calls).toEqual(["full", "drained"]);
  });

  it("sends the end of an operation after its last result, and nothing of one that was given up", async () => {
    block();
    sender.send("a:1", "a");
    sender.send("b:1", "b");
    sender.send("a:end");
    sender.forget("b");
    browser.resume();
    await until("a:end");
    expect(afterFill()).toEqual(["a:1", "a:end"]);
  });
});
