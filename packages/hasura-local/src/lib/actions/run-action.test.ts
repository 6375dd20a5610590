import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createActionRunner } from "./run-action.ts";
import type { ActionCall } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import type { ActionDefinition } from "../metadata/types.ts";

const SECRET = "not for anybody's eyes";

let server: Server;
let url: string;
let received: { headers: IncomingHttpHeaders; body: unknown } | undefined;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) };
      answer(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const sends =
  (status: number, body: string) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  };

function call(definition: Partial<ActionDefinition> = {}): ActionCall {
  return {
    action: {
      name: "makeThing",
      definition: {
        handler: "{{FUNCTIONS_URL}}/actions/make-thing",
        output_type: "Thing!",
        headers: [{ name: "x-functions-secret", value_from_env: "FUNCTIONS_SECRET" }],
        ...definition,
      },
    },
    input: { name: "a" },
    session: {
      role: "user",
      variables: { "x-hasura-role": "user", "x-hasura-user-id": "auth0|ada" },
      isAdmin: false,
      backendOnly: false,
    },
    requestQuery: 'mutation { makeThing(name: "a") { id } }',
    requestHeaders: new Headers({
      authorization: "Bearer abc",
      "x-functions-secret": "forged",
      "x-hasura-admin-secret": "admin",
      "user-agent": "browser",
      "x-trace": "1",
    }),
  };
}

const run = (given: ActionCall, environment: Record<string, string> = {}): Promise<unknown> =>
  createActionRunner({ FUNCTIONS_URL: url, FUNCTIONS_SECRET: SECRET, ...environment })(given);

async function refusalOf(promise: Promise<unknown>): Promise<GraphQLRequestError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GraphQLRequestError)) throw new Error(`not refused: ${String(error)}`);
  expect(JSON.stringify([error.toGraphQL(true), error.stack, String(error.cause)])).not.toContain(SECRET);
  return error;
}

describe("createActionRunner", () => {
  it("posts Hasura's payload with the action's headers and returns the answer", async () => {
    answer = sends(200, '{"id":"1","note":null,"more":true}');
    expect(await run(call())).toEqual({ id: "1", note: null, more: true });
    expect(received?.body).toEqual({
      action: { name: "makeThing" },
      input: { name: "a" },
      session_variables: { "x-hasura-role": "user", "x-hasura-user-id": "auth0|ada" },
      request_query: 'mutation { makeThing(name: "a") { id } }',
    });
    expect(received?.headers["x-functions-secret"]).toBe(SECRET);
    expect(received?.headers).not.toHaveProperty("authorization");
  });

  it("forwards the client's headers where asked to, but none that it must not", async () => {
    answer = sends(200, '{"id":"1"}');
    await run(call({ forward_client_headers: true }));
    expect(received?.headers).toMatchObject({
      authorization: "Bearer abc",
      "x-trace": "1",
      "x-functions-secret": SECRET,
    });
    expect(received?.headers).not.toHaveProperty("x-hasura-admin-secret");
    expect(received?.headers["user-agent"]).not.toBe("browser");
  });

  it.each([
    [
      '{"message":"No","extensions":{"code":"invitation-expired"}}',
      "invitation-expired",
      { code: "invitation-expired" },
    ],
    ['{"message":"No","extensions":{"foo":"bar"},"code":"top"}', "unexpected", { foo: "bar" }],
    ['{"message":"No","code":"top"}', "top", { path: "$", code: "top" }],
    ['{"message":"No"}', "unexpected", { path: "$", code: "unexpected" }],
  ])("passes the refusal %s on", async (body, code, extensions) => {
    answer = sends(400, body);
    const error = await refusalOf(run(call()));
    expect(error.code).toBe(code);
    expect(error.toGraphQL(false)).toEqual({ message: "No", extensions });
  });

  it.each([
    [500, '{"message":"secret detail"}', "internal error"],
    [302, "{}", "internal error"],
    [200, "<html>", "not a valid json response from webhook"],
    [400, '{"wrong":1}', 'the key "message" was not present'],
  ])("answers status %i with %s: %s", async (status, body, message) => {
    answer = sends(status, body);
    const error = await refusalOf(run(call()));
    expect([error.code, error.message]).toEqual(["unexpected", message]);
    expect(JSON.stringify(error.toGraphQL(true))).not.toContain("secret detail");
  });

  it("gives up after the action's timeout", async () => {
    answer = () => {};
    const error = await refusalOf(run(call({ timeout: 0.1 })));
    expect(error.message).toBe("http exception when calling webhook");
    expect(error.internal).toMatchObject({ error: { message: "Response timeout" } });
  });

  it("reports a handler that nobody runs", async () => {
    const error = await refusalOf(run(call(), { FUNCTIONS_URL: "http://127.0.0.1:1" }));
    expect(error.message).toBe("http exception when calling webhook");
  });

  it("names a variable that is not set", async () => {
    const missing = call({ headers: [{ name: "x", value_from_env: "NOWHERE" }] });
    expect((await refusalOf(run(missing))).message).toBe("environment variable 'NOWHERE' not set");
    expect((await refusalOf(run(call(), { FUNCTIONS_URL: "" }))).message).toBe(
      "environment variable 'FUNCTIONS_URL' not set",
    );
  });
});
