import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createTestContext, testSecrets } from "../testing/context.ts";
import { defineEvent } from "./define-event.ts";
import { FunctionError } from "./errors.ts";
import { done, giveUp, retryLater, type DeliveryOutcome } from "./outcome.ts";

const EVENT = {
  id: "event-1",
  created_at: "2030-01-01T00:00:00Z",
  delivery_info: { current_retry: 3, max_retries: 10 },
  event: {
    op: "UPDATE",
    data: { old: { id: 1, title: "Soup" }, new: { id: 1, title: "Stew" } },
    session_variables: { "x-hasura-user-id": "ada" },
    trace_context: { trace_id: "1" },
  },
  table: { schema: "public", name: "dinners" },
  trigger: { name: "example" },
};

function setUp(run: () => DeliveryOutcome) {
  const reports: unknown[] = [];
  const events: unknown[] = [];
  const context = createTestContext({ report: (error) => reports.push(error) });
  const definition = defineEvent({
    name: "example",
    input: z.object({ id: z.number() }),
    run: async (event) => {
      events.push(event);
      return run();
    },
  });
  const send = (body: unknown, secret: string = testSecrets.functions) =>
    definition.create(context)(
      new Request(`http://functions.test${definition.path}`, {
        method: "POST",
        headers: { "x-functions-secret": secret },
        body: JSON.stringify(body),
      }),
    );
  return { definition, send, events, reports };
}

describe("defineEvent", () => {
  it("hands over the event with as much of the row as is asked for", async () => {
    const { definition, send, events } = setUp(() => done("written"));
    const response = await send(EVENT);
    expect(definition.path).toBe("/events/example");
    expect([response.status, await response.json()]).toEqual([200, { outcome: "done", detail: "written" }]);
    expect(events).toMatchObject([{ id: "event-1", event: { data: { old: { id: 1 }, new: { id: 1 } } } }]);
    expect(JSON.stringify(events)).not.toContain("Stew");
  });

  it("asks Hasura for another delivery after a while", async () => {
    const { send, reports } = setUp(() => retryLater("the partner is down", 16.2));
    const response = await send(EVENT);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "17"]);
    expect(reports).toEqual([]);
  });

  it("ends the deliveries of what it gives up, and tells somebody", async () => {
    const { send, reports } = setUp(() => giveUp("there is no such table"));
    const response = await send(EVENT);
    expect([response.status, await response.json()]).toEqual([
      200,
      { outcome: "gave-up", detail: "there is no such table" },
    ]);
    expect(reports).toMatchObject([
      { code: "FUNCTIONS_GAVE_UP", message: expect.stringContaining("/events/example") },
    ]);
  });

  it("asks for another delivery as long as the API is away, without counting on retries", async () => {
    const { send } = setUp(() => {
      throw new FunctionError("FUNCTIONS_API_UNREACHABLE", "down");
    });
    const response = await send(EVENT);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  });

  it("leaves what is unexpected to the trigger's retries, and reports it", async () => {
    const { send, reports } = setUp(() => {
      throw new TypeError("x is undefined");
    });
    const response = await send(EVENT);
    expect([response.status, response.headers.get("retry-after")]).toEqual([500, null]);
    expect(reports).toHaveLength(1);
  });

  it.each([
    ["a wrong secret", EVENT, "wrong", 401],
    [
      "another table's row",
      { ...EVENT, event: { ...EVENT.event, data: { old: null, new: { id: "a" } } } },
      testSecrets.functions,
      400,
    ],
    ["no event", {}, testSecrets.functions, 400],
  ])("does not run with %s", async (_case, body, secret, status) => {
    const { send, events } = setUp(() => done("x"));
    expect((await send(body, secret)).status).toBe(status);
    expect(events).toEqual([]);
  });
});
