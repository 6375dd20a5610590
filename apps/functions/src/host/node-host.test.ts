import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHasuraClient } from "../runtime/hasura-client.ts";
import { Secret } from "../runtime/secret.ts";
import { startNodeHost, type NodeHost } from "./node-host.ts";

describe("startNodeHost", () => {
  let host: NodeHost;
  const context = {
    functionsSecret: new Secret("secret-of-the-functions"),
    hasura: createHasuraClient({ endpoint: new URL("http://127.0.0.1:9"), adminSecret: new Secret("admin") }),
    now: () => new Date(),
    report: () => {},
  };
  beforeEach(async () => {
    const echo = async (request: Request) =>
      new Response(`${request.method} ${await request.text()}`, {
        status: 201,
        headers: { "x-echo": request.headers.get("x-say") ?? "" },
      });
    host = await startNodeHost([{ path: "/actions/echo", create: () => echo }], context, 0);
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
    }).catch(() => null);
    expect(response?.status ?? 413).toBe(413);
  });

  it("names the variable that helps when the port is taken", async () => {
    const { port } = new URL(host.url);
    await expect(startNodeHost([], context, Number(port))).rejects.toMatchObject({
      code: "FUNCTIONS_PORT_BUSY",
      message: expect.stringContaining("FUNCTIONS_PORT"),
    });
  });
});
