import { describe, expect, it } from "vitest";

import { parseWebEnv } from "./env.ts";
import { createFetchHandler } from "./fetch-handler.ts";
import { providerAddress } from "./provider-env.ts";

function handlerWith(more: Record<string, string>) {
  const env = parseWebEnv({
    WEB_ORIGIN: "https://potluck.example",
    HASURA_ENDPOINT: "http://127.0.0.1:1",
    AUTH0_ISSUER: "https://potluck.eu.auth0.com/",
    AUTH0_CLIENT_ID: "client",
    AUTH0_CLIENT_SECRET: "secret",
    AUTH0_AUDIENCE: "https://api.potluck.example",
    SESSION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64url")}`,
    LOG_LEVEL: "silent",
    ...more,
  });
  const build = () => Promise.reject(new Error("no page is asked for"));
  return createFetchHandler({ env, issuer: providerAddress(env), build, development: false });
}

describe("createFetchHandler", () => {
  it("refuses gateway mode, and says which variable to set", () => {
    expect(() => handlerWith({})).toThrow(/Set API_ACCESS=direct/);
  });

  it("answers under whatever name the host gives it, with the security headers", async () => {
    const handler = handlerWith({ API_ACCESS: "direct" });
    const answer = await handler(new Request("https://abc123.lambda-url.example/healthz"));
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    expect(answer.headers.get("strict-transport-security")).toContain("max-age");
  });

  it("has no gateway", async () => {
    const handler = handlerWith({ API_ACCESS: "direct" });
    const body = JSON.stringify({ query: "{ dinners { id } }" });
    const answer = await handler(new Request("https://potluck.example/graphql", { method: "POST", body }));
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});
