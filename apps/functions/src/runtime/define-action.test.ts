import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createTestContext, testSecrets } from "../testing/context.ts";
import { defineAction } from "./define-action.ts";
import { FunctionError } from "./errors.ts";
import { done, refused, type ActionOutcome } from "./outcome.ts";

const SECRET = testSecrets.functions;

function setUp(run: () => Promise<ActionOutcome<unknown>> = () => Promise.resolve(done(null))) {
  const reports: unknown[] = [];
  const calls: unknown[] = [];
  const context = createTestContext({ report: (error) => reports.push(error) });
  const handle = defineAction({
    name: "example",
    input: z.object({ token: z.string().min(1) }),
    run: (call) => {
      calls.push(call);
      return run();
    },
  }).create(context);
  return { handle, calls, reports };
}

function toRequest(body: unknown, secret: string | undefined = SECRET): Request {
  return new Request("http://functions.test/actions/example", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(secret !== undefined && { "x-functions-secret": secret }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const PAYLOAD = {
  action: { name: "example" },
  input: { token: "t" },
  session_variables: { "x-hasura-role": "user", "x-hasura-user-id": "auth0|ada" },
  request_query: "query { example }",
};

describe("defineAction", () => {
  it("hands over the input and who calls, and answers with the value", async () => {
    const { handle, calls } = setUp(() => Promise.resolve(done({ answer: 42 })));
    const response = await handle(toRequest(PAYLOAD));
    expect([response.status, await response.json()]).toEqual([200, { answer: 42 }]);
    expect(calls).toEqual([{ input: { token: "t" }, session: PAYLOAD.session_variables }]);
  });

  it.each([
    ["no secret", ""],
    ["a wrong secret", "functions-secret-of-the-tesT"],
  ])("believes nothing that comes with %s", async (_case, secret) => {
    const { handle, calls } = setUp();
    const response = await handle(toRequest("not even JSON", secret));
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ extensions: { code: "unauthorized" } }),
    ]);
    expect(calls).toEqual([]);
  });

  it.each([
    ["no JSON", "{"],
    ["an input that does not fit", { ...PAYLOAD, input: { token: "" } }],
    ["no session", { ...PAYLOAD, session_variables: undefined }],
  ])("answers 400 to %s", async (_case, body) => {
    const { handle, calls } = setUp();
    const response = await handle(toRequest(body));
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ extensions: { code: "bad-request" } }),
    ]);
    expect(calls).toEqual([]);
  });

  it("passes a refusal on with its code, as a 4xx", async () => {
    const { handle, reports } = setUp(() => Promise.resolve(refused("too-late", "Ask again tomorrow.")));
    const response = await handle(toRequest(PAYLOAD));
    expect([response.status, await response.json()]).toEqual([
      422,
      { message: "Ask again tomorrow.", extensions: { code: "too-late" } },
    ]);
    expect(reports).toEqual([]);
  });

  it("reports what was not expected and says nothing about it", async () => {
    const error = new Error("password is hunter2");
    const { handle, reports } = setUp(() => Promise.reject(error));
    const response = await handle(toRequest(PAYLOAD));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
    expect(reports).toEqual([error]);
  });

  it("answers 503 when the API cannot be reached, so that the caller may try again", async () => {
    const { handle } = setUp(() =>
      Promise.reject(new FunctionError("FUNCTIONS_API_UNREACHABLE", "at 10.0.0.1")),
    );
    const response = await handle(toRequest(PAYLOAD));
    expect([response.status, await response.json()]).toEqual([
      503,
      {
        message: "This cannot be done right now; try again in a moment.",
        extensions: { code: "api-unreachable" },
      },
    ]);
  });
});
