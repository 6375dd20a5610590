import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN_SECRET, startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({ HASURA_LOCAL_MAX_REQUEST_BYTES: "20000" });
});

afterAll(async () => {
  await test.close();
});

const asAdmin = { "x-hasura-admin-secret": ADMIN_SECRET };

describe("createHttpServer", () => {
  it("answers health and version", async () => {
    const health = await fetch(`${test.server.url}/healthz`);
    expect([health.status, await health.text()]).toEqual([200, "OK"]);
    const version = await fetch(`${test.server.url}/v1/version`);
    expect(await version.json()).toHaveProperty("version");
  });

  it.each([
    ["GET", "/v1/graphql"],
    ["GET", "/nowhere"],
    ["POST", "/nowhere"],
  ])("refuses %s %s as Hasura does", async (method, path) => {
    const response = await fetch(`${test.server.url}${path}`, { method });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('{"error":"resource does not exist","path":"$","code":"not-found"}');
  });

  it("answers a query with the JSON of the database", async () => {
    const { data } = await test.query("ada", "{ dinners(order_by: {title: asc}) { title } }");
    expect(data).toEqual({ dinners: [{ title: "Sunday lunch in the garden" }, { title: "Taco night" }] });
  });

  it("answers a list of requests in order, each for itself", async () => {
    const body = [{ query: "{ a: __typename }" }, { query: "{ nonsense }" }, { query: "{ b: __typename }" }];
    const response = await test.post("/v1/graphql", body, asAdmin);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([
      { data: { a: "query_root" } },
      { errors: [{ extensions: { code: "validation-failed" } }] },
      { data: { b: "query_root" } },
    ]);
  });

  it.each([
    ["", "invalid-json", "$"],
    ["{", "invalid-json", "$"],
    ["3", "parse-failed", "$"],
    ["{}", "parse-failed", "$"],
    ['{"query": 1}', "parse-failed", "$.query"],
    ['{"query": "{__typename}", "variables": []}', "parse-failed", "$.variables"],
    ['{"query": "subscription { restaurants { id } }"}', "unexpected", "$"],
  ])("answers the body %j with status 200 and code %s", async (body, code, path) => {
    const response = await test.post("/v1/graphql", body, asAdmin);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code, path } }] });
  });

  it("refuses a request that is too large", async () => {
    const response = await test.post("/v1/graphql", { query: `{ a: __typename # ${"x".repeat(30_000)}\n }` });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "payload-too-large" } }] });
  });

  it("answers wrong credentials with status 200 and Hasura's code", async () => {
    const wrong = await test.post(
      "/v1/graphql",
      { query: "{ __typename }" },
      { "x-hasura-admin-secret": "no" },
    );
    expect(wrong.status).toBe(200);
    expect(await wrong.text()).toBe(
      '{"errors":[{"message":"invalid \\"x-hasura-admin-secret\\"/\\"x-hasura-access-key\\"","extensions":{"path":"$","code":"access-denied"}}]}',
    );
    const expired = await test.headersOf("ada", { expiresIn: -10 });
    const response = await test.post("/v1/graphql", { query: "{ __typename }" }, expired);
    expect(await response.json()).toMatchObject({
      errors: [{ message: "Could not verify JWT: JWTExpired", extensions: { code: "invalid-jwt" } }],
    });
  });

  it("echoes the request's id and makes one where there is none", async () => {
    const named = await test.post("/v1/graphql", { query: "{ __typename }" }, { "x-request-id": "mine" });
    expect(named.headers.get("x-request-id")).toBe("mine");
    const unnamed = await test.post("/v1/graphql", { query: "{ __typename }" });
    expect(unnamed.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });

  it("lets any origin in by default, as Hasura does", async () => {
    const response = await fetch(`${test.server.url}/v1/graphql`, {
      method: "OPTIONS",
      headers: { origin: "https://a.test", "access-control-request-headers": "content-type" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://a.test");
    expect(response.headers.get("access-control-allow-headers")).toBe("content-type");
  });
});

describe("answerMetadata", () => {
  it("exports the metadata to an administrator", async () => {
    const response = await test.post("/v1/metadata", { type: "export_metadata", args: {} }, asAdmin);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ version: 3, sources: [{ name: "default" }] });
  });

  it("reloads the metadata", async () => {
    const response = await test.post("/v1/metadata", { type: "reload_metadata", args: {} }, asAdmin);
    expect(await response.json()).toEqual({ message: "success", is_consistent: true });
  });

  it.each([
    [{ type: "drop_source" }, asAdmin, 400, "not-supported"],
    [{}, asAdmin, 400, "parse-failed"],
    [{ type: "export_metadata" }, {}, 400, "access-denied"],
    [{ type: "export_metadata" }, { "x-hasura-admin-secret": "no" }, 401, "access-denied"],
  ])("answers %j with %j: status %i, %s", async (body, headers, status, code) => {
    const response = await test.post("/v1/metadata", body, headers);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });
});
