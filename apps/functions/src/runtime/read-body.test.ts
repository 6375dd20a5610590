import { describe, expect, it } from "vitest";
import { readBody } from "./read-body.ts";

const toRequest = (body: string | Uint8Array | ReadableStream, more = {}) =>
  new Request("http://functions.test/", { method: "POST", body, ...more });

describe("readBody", () => {
  it("reads text whose characters arrive in pieces", async () => {
    const bytes = new TextEncoder().encode("Čaj a 🍲");
    const stream = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(await readBody(toRequest(stream, { duplex: "half" }))).toBe("Čaj a 🍲");
  });

  it("stops reading a body without end", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
    });
    await expect(readBody(toRequest(endless, { duplex: "half" }))).rejects.toMatchObject({
      code: "FUNCTIONS_BODY_TOO_LARGE",
    });
    expect(pulled).toBeLessThan(10);
  });

  it("takes a body of exactly the limit", async () => {
    expect(await readBody(toRequest("x".repeat(256 * 1024)))).toHaveLength(256 * 1024);
  });

  it("refuses bytes that are no text, and reads no body as no text", async () => {
    await expect(readBody(toRequest(Uint8Array.of(0xff, 0xfe)))).rejects.toMatchObject({
      code: "FUNCTIONS_BAD_REQUEST",
    });
    await expect(readBody(toRequest(Uint8Array.of(0xc4)))).rejects.toMatchObject({
      code: "FUNCTIONS_BAD_REQUEST",
    });
    expect(await readBody(new Request("http://functions.test/", { method: "POST" }))).toBe("");
  });
});
