import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

describe("token endpoint", () => {
  it.each([
    ["a list", "[]"],
    ["no JSON", "{"],
    ["nested fields", '{"grant_type":{"a":1}}'],
  ])("answers 400 to JSON that is %s", async (_case, body) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(tenant.url("oauth/token"), { method: "POST", headers, body });
    expect(response.status).toBe(400);
  });

  it("answers 413 to a body that nobody needs", async () => {
    const body = new URLSearchParams({ grant_type: "x".repeat(70_000) });
    const response = await fetch(tenant.url("oauth/token"), { method: "POST", body });
    expect(response.status).toBe(413);
  });

  it("makes nothing of a client that goes away while it asks", async () => {
    const { port } = tenant.identity;
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": "100",
      expect: "100-continue",
    };
    const asked = request({ host: "127.0.0.1", port, path: "/oauth/token", method: "POST", headers });
    asked.on("error", () => {});
    await once(asked, "continue");
    asked.destroy();
    // What the tenant would report of it fails this file at its end.
    expect((await tenant.signIn()).status).toBe(200);
  });

  it("takes the client's secret in the Authorization header too", async () => {
    const { clientId, clientSecret } = tenant.options;
    const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString("base64");
    const response = await fetch(tenant.url("oauth/token"), {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "unknown" }),
    });
    expect(response.status).toBe(403);
  });

  it("refuses a wrong client secret with 401", async () => {
    const answer = await tenant.token({
      grant_type: "refresh_token",
      refresh_token: "x",
      client_secret: "wrong".repeat(5),
    });
    expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
  });

  it("refuses a wrong code verifier", async () => {
    const { browser, page, request: asked } = await tenant.begin();
    const callback = await browser.submit(page, { intent: "sign-in-as", sub: "auth0|dan" });
    const answer = await tenant.exchange(callback, { ...asked, verifier: "x".repeat(43) });
    expect(answer.body.error).toBe("invalid_grant");
  });
});
