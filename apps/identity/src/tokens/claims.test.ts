import { APP_METADATA_CLAIM, USER_METADATA_CLAIM, userMetadata } from "@potluck/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "../testing/browser.ts";
import { queryOf } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
let answer: Awaited<ReturnType<TestTenant["signIn"]>>;
beforeAll(async () => {
  tenant = await startTestTenant();
  answer = await tenant.signIn();
});
afterAll(async () => {
  await tenant.stop();
});

const claimsAt = async (token: unknown): Promise<Record<string, unknown>> => {
  const authorization = `Bearer ${String(token)}`;
  const response = await fetch(tenant.url("userinfo"), { headers: { authorization } });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

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
    expect(payload).not.toHaveProperty("org_id");
  });

  it("is opaque when no audience was asked for", async () => {
    const browser = createTestBrowser();
    const { body } = await tenant.signIn(browser, "ben", { audience: undefined });
    expect(String(body.access_token).split(".")).toHaveLength(1);
    expect(await claimsAt(body.access_token)).toMatchObject({ name: "Ben Osei" });
  });

  it("is not issued for an API that the tenant does not know", async () => {
    const { page } = await tenant.begin({ audience: "https://other.test" });
    expect(queryOf(page.response).error).toBe("invalid_target");
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

  it("carries what the tenant keeps about the person, as /userinfo does for any access token", async () => {
    const opaque = await tenant.signIn(createTestBrowser(), "ada", {
      audience: undefined,
      scope: "openid",
    });
    const refreshed = await tenant.refresh(answer.body.refresh_token);
    const { clientId } = tenant.options;
    const everywhere = [
      (await tenant.verify(answer.body.id_token, clientId)).payload,
      (await tenant.verify(refreshed.body.id_token, clientId)).payload,
      await claimsAt(answer.body.access_token),
      await claimsAt(opaque.body.access_token),
    ];
    for (const claims of everywhere) {
      expect(userMetadata.parse(claims[USER_METADATA_CLAIM])).toEqual({ diet: "vegetarian" });
      expect(claims[APP_METADATA_CLAIM]).toEqual({ member_since: "2025-11-21" });
    }
  });
});
