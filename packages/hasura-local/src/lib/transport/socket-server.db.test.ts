import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { record } from "../testing/live-recorder.ts";
import { PATIENT } from "../testing/patience.ts";
import { ADMIN_SECRET, startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer(
    {
      HASURA_GRAPHQL_WEBSOCKET_CONNECTION_INIT_TIMEOUT: "1",
      HASURA_LOCAL_MAX_SUBSCRIPTIONS: "3",
      HASURA_GRAPHQL_CORS_DOMAIN: "https://app.test, https://*.potluck.test",
    },
    { jwt: { allowed_skew: 30 } },
  );
});

afterAll(async () => {
  await test.close();
});

interface RawSocket {
  socket: WebSocket;
  /** Messages received and not yet taken. */
  messages: Record<string, unknown>[];
  send(message: unknown): void;
  next(): Promise<Record<string, unknown>>;
  closed: Promise<{ code: number; reason: string }>;
}

async function open(
  headers: Record<string, string> = {},
  protocol = "graphql-transport-ws",
): Promise<RawSocket> {
  const socket = new WebSocket(`${test.server.url.replace("http", "ws")}/v1/graphql`, protocol, { headers });
  const messages: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Record<string, unknown>;
    if (message["type"] !== "ping") messages.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(socket, "open");
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    async next() {
      await expect.poll(() => messages.length, PATIENT).toBeGreaterThan(0);
      return messages.shift() ?? {};
    },
  };
}

async function openAs(person: string): Promise<RawSocket> {
  const raw = await open();
  raw.send({ type: "connection_init", payload: { headers: await test.headersOf(person) } });
  expect(await raw.next()).toEqual({ type: "connection_ack" });
  return raw;
}

describe("attachSocketServer", () => {
  it("answers queries, mutations and subscriptions over one socket", async () => {
    const raw = await openAs("ada");
    raw.send({
      id: "q",
      type: "subscribe",
      payload: { query: "{ dinners(limit: 1, order_by: {title: asc}) { title } }" },
    });
    expect(await raw.next()).toEqual({
      id: "q",
      type: "next",
      payload: { data: { dinners: [{ title: "Sunday lunch in the garden" }] } },
    });
    expect(await raw.next()).toEqual({ id: "q", type: "complete" });
    const rename = `mutation { update_users_by_pk(pk_columns: {id: "auth0|ada"}, _set: {display_name: "Ada Fern"}) { id } }`;
    raw.send({ id: "m", type: "subscribe", payload: { query: rename } });
    expect(await raw.next()).toMatchObject({
      id: "m",
      payload: { data: { update_users_by_pk: { id: "auth0|ada" } } },
    });
    expect(await raw.next()).toEqual({ id: "m", type: "complete" });
    raw.send({
      id: "s",
      type: "subscribe",
      payload: { query: 'subscription { users_by_pk(id: "auth0|ada") { id } }' },
    });
    expect(await raw.next()).toEqual({
      id: "s",
      type: "next",
      payload: { data: { users_by_pk: { id: "auth0|ada" } } },
    });
    raw.send({ id: "s", type: "complete" });
    raw.send({ type: "ping", payload: { marker: 1 } });
    expect(await raw.next()).toEqual({ type: "pong", payload: { marker: 1 } });
    raw.socket.close();
  });

  it("answers an operation that does not validate with one error message, in the protocol's form", async () => {
    const raw = await openAs("ada");
    raw.send({ id: "1", type: "subscribe", payload: { query: "subscription { nonsense }" } });
    expect(await raw.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ extensions: { code: "validation-failed" } }],
    });
    raw.socket.close();
  });

  it.each([
    { what: "an expired token", token: { expiresIn: -40 }, reason: "Could not verify JWT: JWTExpired" },
    {
      what: "another audience",
      token: { audience: "else" },
      reason: "Could not verify JWT: JWTNotInAudience",
    },
    {
      what: "no claims",
      token: { claims: null },
      reason: "claims key: 'https://hasura.io/jwt/claims' not found",
    },
  ])("closes with 4403 and the reason: $what", async ({ token, reason }) => {
    const raw = await open();
    raw.send({ type: "connection_init", payload: { headers: await test.headersOf("ada", token) } });
    expect(await raw.closed).toEqual({ code: 4403, reason });
  });

  it("takes credentials from the upgrade request, and those of connection_init before them", async () => {
    const raw = await open({ "x-hasura-admin-secret": ADMIN_SECRET, "x-hasura-role": "anonymous" });
    raw.send({
      type: "connection_init",
      payload: { headers: { "X-Hasura-Role": "user", "X-Hasura-User-Id": "auth0|ada" } },
    });
    await raw.next();
    raw.send({ id: "1", type: "subscribe", payload: { query: "{ dinners { id } }" } });
    expect(await raw.next()).toMatchObject({ type: "next" });
    raw.socket.close();
  });

  it("trap 13: closes the socket when its token expires, whatever skew is allowed, and its subscriptions with it", async () => {
    const raw = await open();
    const headers = await test.headersOf("ada", { expiresIn: 2 });
    raw.send({ type: "connection_init", payload: { headers } });
    await raw.next();
    raw.send({ id: "1", type: "subscribe", payload: { query: "subscription { users { id } }" } });
    expect(await raw.next()).toMatchObject({ type: "next" });
    expect(await raw.closed).toEqual({ code: 4403, reason: "Could not verify JWT: JWTExpired" });
  });

  it.each([
    { what: "a message that is no JSON", messages: ["{"], code: 4400 },
    { what: "an unknown message", messages: [{ type: "dance" }], code: 4400 },
    {
      what: "an operation before the introduction",
      messages: [{ id: "1", type: "subscribe", payload: { query: "{a}" } }],
      code: 4401,
    },
    { what: "silence", messages: [], code: 4408 },
    {
      what: "two introductions",
      messages: [{ type: "connection_init" }, { type: "connection_init" }],
      code: 4429,
    },
  ])("closes with $code on $what", async ({ messages, code }) => {
    const raw = await open();
    for (const message of messages) raw.send(message);
    expect((await raw.closed).code).toBe(code);
  });

  it("closes with 4409 where an id is used twice, and refuses more operations than allowed", async () => {
    const raw = await openAs("ada");
    const subscribe = (id: string): void =>
      raw.send({ id, type: "subscribe", payload: { query: "subscription { users { id } }" } });
    for (const id of ["1", "2", "3"]) {
      subscribe(id);
      await raw.next();
    }
    subscribe("4");
    expect(await raw.next()).toMatchObject({
      id: "4",
      type: "error",
      payload: [{ extensions: { code: "busy" } }],
    });
    subscribe("2");
    expect((await raw.closed).code).toBe(4409);
  });

  it("ignores the end of an operation that it does not know", async () => {
    const raw = await openAs("ada");
    raw.send({ id: "unknown", type: "complete" });
    raw.send({ type: "ping" });
    expect(await raw.next()).toEqual({ type: "pong" });
    raw.socket.close();
  });

  it.each([
    [{ origin: "https://evil.test" }, "graphql-transport-ws", "/v1/graphql", 400],
    [{}, "something-else", "/v1/graphql", 400],
    [{}, "graphql-transport-ws", "/elsewhere", 404],
  ])("refuses the upgrade with %j, %s, %s: %i", async (headers, protocol, path, status) => {
    const socket = new WebSocket(`${test.server.url.replace("http", "ws")}${path}`, protocol, { headers });
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toContain(String(status));
  });

  it("lets an allowed origin in", async () => {
    const raw = await open({ origin: "https://www.potluck.test" });
    raw.socket.close();
    expect((await raw.closed).code).toBe(1005);
  });

  it("asks clients to connect again after a reload; they do, and go on", async () => {
    const client = test.socket("ada", {
      retryAttempts: 3,
      retryWait: async () => {},
      shouldRetry: () => true,
    });
    const codes: number[] = [];
    client.on("closed", (event) => codes.push((event as { code: number }).code));
    const recorder = record<{ users: unknown[] }>(client, "subscription { users { id } }");
    await recorder.until(({ users }) => users.length > 0);
    const before = recorder.frames.length;
    const asAdmin = { "x-hasura-admin-secret": ADMIN_SECRET };
    await test.post("/v1/metadata", { type: "reload_metadata" }, asAdmin);
    await expect.poll(() => recorder.frames.length, PATIENT).toBeGreaterThan(before);
    expect(codes[0]).toBe(1012);
    recorder.stop();
  });
});
