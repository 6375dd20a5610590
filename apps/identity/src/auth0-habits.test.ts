import { SignJWT, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestTenant, type TestTenant } from "./testing/tenant.ts";

let tenant: TestTenant;
let accessToken: string;
let refreshToken: string;
beforeAll(async () => {
  tenant = await startTestTenant();
  const { body } = await tenant.signIn();
  accessToken = String(body.access_token);
  refreshToken = String(body.refresh_token);
});
afterAll(async () => {
  await tenant.stop();
});

describe("discovery", () => {
  it("names Auth0's routes under the issuer, whatever name the request came by (trap 11)", async () => {
    const port = tenant.identity.port;
    const response = await fetch(`http://localhost:${port}/.well-known/openid-configuration`).catch(() =>
      fetch(tenant.url(".well-known/openid-configuration"), { headers: { host: "elsewhere.test" } }),
    );
    expect(await response.json()).toMatchObject({
      issuer: tenant.identity.issuer,
      authorization_endpoint: tenant.url("authorize").href,
      token_endpoint: tenant.url("oauth/token").href,
      revocation_endpoint: tenant.url("oauth/revoke").href,
      userinfo_endpoint: tenant.url("userinfo").href,
      jwks_uri: tenant.url(".well-known/jwks.json").href,
      end_session_endpoint: tenant.url("oidc/logout").href,
    });
  });
});

describe("keySetCaching", () => {
  it("says how long the key set may be kept (trap 9)", async () => {
    const response = await fetch(tenant.url(".well-known/jwks.json"));
    expect(response.headers.get("cache-control")).toMatch(/^public, max-age=\d+/);
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });
});

describe("userinfoForApiTokens", () => {
  const ask = (token: string) =>
    fetch(tenant.url("userinfo"), { headers: { authorization: `Bearer ${token}` } });

  it("answers an access token that is for the API (trap 7)", async () => {
    const response = await ask(accessToken);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await response.json()).toMatchObject({
      sub: "auth0|ada",
      name: "Ada Fern",
      email: "ada@potluck.test",
    });
  });

  it("refuses a token that somebody else signed", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const forged = await new SignJWT({ scope: "openid", aud: tenant.url("userinfo").href, sub: "auth0|ada" })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(tenant.identity.issuer)
      .setExpirationTime("1m")
      .sign(privateKey);
    expect((await ask(forged)).status).toBe(401);
  });
});

describe("token endpoint", () => {
  it("takes JSON (trap 16)", async () => {
    const response = await fetch(tenant.url("oauth/token"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        grant_type: "refresh_token",
        client_id: tenant.options.clientId,
        client_secret: tenant.options.clientSecret,
        refresh_token: refreshToken,
      }),
    });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ token_type: "Bearer" }),
    ]);
    expect(response.headers.get("cache-control")).toContain("no-store");
  });

  it.each([
    ["a list", "[]"],
    ["no JSON", "{"],
    ["nested fields", '{"grant_type":{"a":1}}'],
  ])("answers 400 to JSON that is %s", async (_case, body) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(tenant.url("oauth/token"), { method: "POST", headers, body }).catch(
      () => null,
    );
    expect(response?.status).toBe(400);
  });

  it("takes the client's secret in the Authorization header too", async () => {
    const basic = Buffer.from(`${tenant.options.clientId}:${tenant.options.clientSecret}`).toString("base64");
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

  it("says no more about a dead grant than invalid_grant (trap 15)", async () => {
    const answer = await tenant.token({ grant_type: "refresh_token", refresh_token: "unknown" });
    expect([answer.status, answer.body]).toEqual([
      403,
      { error: "invalid_grant", error_description: "Unknown or invalid refresh token or code." },
    ]);
  });
});
