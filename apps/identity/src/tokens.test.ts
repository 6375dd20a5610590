import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "./testing/browser.ts";
import { startTestTenant, type TestTenant, type TokenAnswer } from "./testing/tenant.ts";

let tenant: TestTenant;
let answer: Awaited<ReturnType<TestTenant["signIn"]>>;
beforeAll(async () => {
  tenant = await startTestTenant({ accessTokenTtl: 5 });
  answer = await tenant.signIn();
});
afterAll(async () => {
  await tenant.stop();
});

async function tokensFor(parameters: Record<string, string | undefined>): Promise<TokenAnswer> {
  const browser = createTestBrowser();
  const request = tenant.authorize(parameters);
  const page = await tenant.open(browser, request);
  const callback = await browser.submit(page, { intent: "sign-in-as", sub: "auth0|ben" });
  return tenant.exchange(callback, request);
}

describe("access token", () => {
  it("is signed with a key of the published set and carries what the API needs", async () => {
    const { payload } = await tenant.verify(answer.body.access_token);
    expect(payload).toMatchObject({
      iss: tenant.identity.issuer,
      sub: "auth0|ada",
      "https://hasura.io/jwt/claims": {
        "x-hasura-allowed-roles": ["user"],
        "x-hasura-default-role": "user",
        "x-hasura-user-id": "auth0|ada",
      },
    });
    expect(tenant.identity.issuer.endsWith("/")).toBe(true);
  });

  it("has Auth0's shape: typ JWT, azp, a list of audiences with userinfo, a scope (trap 6)", async () => {
    const { payload } = await tenant.verify(answer.body.access_token);
    expect(decodeProtectedHeader(String(answer.body.access_token))).toMatchObject({
      alg: "RS256",
      typ: "JWT",
    });
    expect(payload).toMatchObject({
      aud: [tenant.options.audience, `${tenant.identity.issuer}userinfo`],
      azp: tenant.options.clientId,
      scope: "openid profile email offline_access",
    });
    expect(payload).not.toHaveProperty("client_id");
  });

  it("lives as long as the option says, in its claims and in the answer (trap 19)", async () => {
    const { payload } = await tenant.verify(answer.body.access_token);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(5);
    expect(answer.body.expires_in).toBe(5);
  });

  it("is opaque when no audience was asked for", async () => {
    const { body } = await tokensFor({ audience: undefined });
    expect(String(body.access_token).split(".")).toHaveLength(1);
    const response = await fetch(tenant.url("userinfo"), {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ name: "Ben Osei" }),
    ]);
  });

  it("is not issued for an API that the tenant does not know", async () => {
    const response = await createTestBrowser().visit(
      tenant.authorize({ audience: "https://other.test" }).url,
    );
    const location = new URL(response.headers.get("location") ?? "");
    expect([location.origin, location.searchParams.get("error")]).toEqual([
      tenant.options.webOrigin,
      "invalid_target",
    ]);
  });
});

describe("ID token", () => {
  it("has nonce, sid and the person's profile, for the application", async () => {
    const { payload } = await tenant.verify(answer.body.id_token, tenant.options.clientId);
    expect(payload).toMatchObject({
      nonce: answer.request.nonce,
      sid: expect.any(String),
      sub: "auth0|ada",
      name: "Ada Fern",
      email: "ada@potluck.test",
      picture: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/pictures\//),
    });
    const picture = await fetch(String(payload.picture));
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
  });
});

describe("refresh token", () => {
  it("comes with offline_access, without prompt=consent (trap 1)", async () => {
    expect(answer.body.refresh_token).toEqual(expect.any(String));
    const consented = await tokensFor({ prompt: "consent" });
    expect(consented.body.refresh_token).toEqual(expect.any(String));
  });

  it("does not come when offline_access was not asked for", async () => {
    const { status, body } = await tokensFor({ scope: "openid profile" });
    expect([status, body.refresh_token]).toEqual([200, undefined]);
  });
});
