import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeTransport, type TextAnswer } from "./transport.ts";

let server: Server;
let asked = 0;

beforeEach(async () => {
  asked = 0;
  server = createServer((request, response) => {
    asked++;
    request.resume().on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => void server.close());

function post(repeatable: boolean): Promise<TextAnswer> {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const headers = new Headers({ "content-type": "application/json" });
  return nodeTransport({ url, headers, body: "{}", signal: AbortSignal.timeout(10_000), repeatable });
}

describe("nodeTransport", () => {
  it("asks again on a new connection where all that were kept have been closed in that moment", async () => {
    await Promise.all(Array.from({ length: 4 }, () => post(true)));
    expect(asked).toBe(4);
    server.closeIdleConnections();
    expect(await post(true)).toEqual({ status: 200, text: "{}" });
    expect(asked).toBe(5);
  });

  it("never sends twice what must not be done twice", async () => {
    await Promise.all(Array.from({ length: 2 }, () => post(true)));
    server.closeIdleConnections();
    await expect(post(false)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(asked).toBe(2);
  });
});
