import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { ChangeItem, Dinner } from "../testing/documents.ts";
import { startTestServer, type TestServer } from "../testing/http-server.ts";
import { createServerClient } from "./client.ts";

let api: TestApi;
let server: TestServer;

beforeEach(async () => {
  api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "Bread" });
  server = await startTestServer(api);
});
afterEach(() => server.close());

describe("createServerClient", () => {
  it("asks with the given headers and returns data with type names", async () => {
    const client = createServerClient({
      url: server.url,
      user: "ada",
      headers: () => ({ authorization: "Bearer x" }),
    });
    const data = await client.query(Dinner, { id: "d1" });
    expect(data.dinners_by_pk).toMatchObject({
      __typename: "dinners",
      title: "Lunch",
      items: [{ title: "Bread" }],
    });
    expect(server.headers[0]).toMatchObject({
      authorization: "Bearer x",
      "content-type": "application/json",
    });
  });

  it("asks the same query once and dehydrates its answer as the API's text", async () => {
    const client = createServerClient({ url: server.url, user: "ada" });
    await Promise.all([client.prefetch([Dinner, { id: "d1" }]), client.query(Dinner, { id: "d1" })]);
    expect(api.counts.query).toBe(1);
    const state = client.dehydrate();
    expect(state).toMatchObject({ v: 1, user: "ada" });
    const [op] = Object.values(state.ops);
    expect(JSON.parse(op!.d)).toEqual(await client.query(Dinner, { id: "d1" }));
  });

  it("defers an answer: it is a state of its own, and none of the page's", async () => {
    const client = createServerClient({ url: server.url, user: "ada" });
    const later = client.defer(Dinner, { id: "d1" });
    await client.prefetch([Dinner, { id: "d2" }]);
    const deferred = await later;
    expect(deferred).toMatchObject({ v: 1, user: "ada" });
    expect(Object.keys(deferred.ops)).toHaveLength(1);
    expect(Object.keys(client.dehydrate().ops)).toHaveLength(1);
    expect(Object.keys(deferred.ops)).not.toEqual(Object.keys(client.dehydrate().ops));
    await client.defer(Dinner, { id: "d2" });
    expect(api.counts.query).toBe(2); // the page has asked that one
  });

  it("tells whoever waits that a deferred answer failed, and nobody else", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const client = createServerClient({
      url: server.url,
      fetch: () => Promise.resolve(new Response("<html>", { status: 502 })),
    });
    void client.defer(Dinner, { id: "d1" });
    await expect(client.defer(Dinner, { id: "d2" })).rejects.toMatchObject({ kind: "server", status: 502 });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  it("runs mutations every time", async () => {
    const client = createServerClient({ url: server.url });
    await client.mutate(ChangeItem, { id: "i1", set: { done: true } });
    await client.mutate(ChangeItem, { id: "i1", set: { done: true } });
    expect(api.counts.mutation).toBe(2);
    expect(client.dehydrate().ops).toEqual({});
  });

  it("throws the API's error as a typed one", async () => {
    const client = createServerClient({ url: server.url });
    server.answer = {
      status: 200,
      body: JSON.stringify({ errors: [{ message: "no", extensions: { code: "access-denied", path: "$" } }] }),
    };
    await expect(client.query(Dinner, { id: "d1" })).rejects.toMatchObject({
      kind: "auth",
      code: "GQL_AUTH",
      retryable: false,
    });
    server.answer = { status: 502, body: "<html>" };
    expect(await client.tryQuery(Dinner, { id: "d2" })).toMatchObject({
      ok: false,
      error: { kind: "server", status: 502 },
    });
  });

  it("gives up after its time and when the visitor leaves", async () => {
    let release = (): void => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const slow = createServerClient({ url: server.url, timeoutMs: 20 });
    await expect(slow.query(Dinner, { id: "d1" })).rejects.toMatchObject({
      kind: "timeout",
      retryable: true,
    });
    const leaving = new AbortController();
    const left = createServerClient({ url: server.url, signal: leaving.signal });
    const answer = left.query(Dinner, { id: "d1" });
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ kind: "network" });
    release();
  });

  it("says that the API can't be reached", async () => {
    const client = createServerClient({ url: "http://127.0.0.1:1/v1/graphql" });
    await expect(client.query(Dinner, { id: "d1" })).rejects.toMatchObject({ kind: "network" });
  });
});
