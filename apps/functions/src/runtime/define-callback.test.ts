import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createTestContext } from "../testing/context.ts";
import { defineCallback } from "./define-callback.ts";
import { done } from "./outcome.ts";

describe("defineCallback", () => {
  const seen: unknown[] = [];
  const definition = defineCallback({
    name: "example",
    input: z.object({ id: z.string() }),
    isAuthentic: async ({ headers, body }) => {
      seen.push(body);
      return headers.get("signature") === "right";
    },
    run: async ({ id }) => done(id),
  });
  const send = (body: string, signature: string) =>
    definition.create(createTestContext())(
      new Request(`http://functions.test${definition.path}`, {
        method: "POST",
        headers: { signature },
        body,
      }),
    );

  it("checks the signature over the body as it was sent", async () => {
    const body = ' { "id": "a",\n "more": "ü" } ';
    expect(await (await send(body, "right")).json()).toEqual({ outcome: "done", detail: "a" });
    expect(seen).toEqual([body]);
  });

  it("does not look into a body that nobody signed", async () => {
    expect((await send("{", "wrong")).status).toBe(401);
    expect((await send("{", "right")).status).toBe(400);
  });
});
