import { cronEvent } from "@potluck/contracts";
import { describe, expect, it } from "vitest";
import { createTestContext, testSecrets } from "../testing/context.ts";
import { defineCron } from "./define-cron.ts";
import { done } from "./outcome.ts";

const TICK = { id: "tick-1", name: "example", scheduled_time: "2030-01-01T00:00:00Z", payload: {} };

describe("defineCron", () => {
  const definition = defineCron({
    name: "example",
    input: cronEvent,
    run: async ({ scheduled_time }) => done(scheduled_time),
  });
  const send = (body: unknown, secret: string = testSecrets.functions) =>
    definition.create(createTestContext())(
      new Request(`http://functions.test${definition.path}`, {
        method: "POST",
        headers: { "x-functions-secret": secret },
        body: JSON.stringify(body),
      }),
    );

  it("runs at each tick", async () => {
    expect(definition.path).toBe("/cron/example");
    expect(await (await send(TICK)).json()).toEqual({ outcome: "done", detail: TICK.scheduled_time });
  });

  it("runs for nobody but the API", async () => {
    expect((await send(TICK, "wrong")).status).toBe(401);
  });
});
