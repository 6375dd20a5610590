import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBody } from "../runtime/read-body.ts";
import { toErrorResponse } from "../runtime/respond.ts";
import { createTestContext } from "../testing/context.ts";
import { startNodeHost, type NodeHost } from "./node-host.ts";

describe("startNodeHost", () => {
  let host: NodeHost;
  let begun: ReturnType<typeof withResolvers>;
  let release: ReturnType<typeof withResolvers>;
  const context = createTestContext();
  beforeEach(async () => {
    const echo = async (request: Request) => {
      try {
        return new Response(`${request.method} ${await readBody(request)}`, {
          status: 201,
          headers: { "x-echo": request.headers.get("x-say") ?? "" },
        });
      } catch (error) {
        return toErrorResponse(error);
      }
    };
    const slow = async () => {
      begun.resolve();
      await release.promise;
      return new Response("finished");
    };
    begun = withResolvers();
    release = withResolvers();
    host = await startNodeHost(
      [
        { path: "/actions/echo", create: () => echo },
        { path: "/actions/slow", create: () => slow },
      ],
      context,
      0,
    );
  });
  afterEach(() => host.stop());

  it("gives a function the request and the caller its answer", async () => {
    const response = await fetch(`${host.url}/actions/echo`, {
      method: "POST",
      body: "soup",
      headers: { "x-say": "hi" },
    });
    expect([response.status, response.headers.get("x-echo"), await response.text()]).toEqual([
      201,
      "hi",
      "POST soup",
    ]);
  });

  it("says that it is well, and 404 to what it does not have", async () => {
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${host.url}/actions/none`)).status).toBe(404);
  });

  it("does not read a body without end", async () => {
    const response = await fetch(`${host.url}/actions/echo`, {
      method: "POST",
      body: "x".repeat(300_000),
    });
    expect([response.status, response.headers.get("connection")]).toEqual([413, "close"]);
  });

  it("finishes what has begun and takes nothing new when it is stopped", async () => {
    const slow = fetch(`${host.url}/actions/slow`, { method: "POST" });
    await begun.promise;
    const stopped = host.stop();
    await expect(fetch(`${host.url}/healthz`)).rejects.toThrow("fetch failed");
    release.resolve();
    expect(await (await slow).text()).toBe("finished");
    await stopped;
  });

  it("names the variable that helps when the port is taken", async () => {
    const { port } = new URL(host.url);
    await expect(startNodeHost([], context, Number(port))).rejects.toMatchObject({
      code: "FUNCTIONS_PORT_BUSY",
      message: expect.stringContaining("FUNCTIONS_PORT"),
    });
  });
});

function withResolvers() {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
