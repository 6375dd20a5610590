import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryOf } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

describe("Auth0's habits: sign-in", () => {
  it("trap 10: the tenant has another host name than the app, because cookies ignore ports", async () => {
    expect(new URL(tenant.identity.issuer).hostname).toBe("127.0.0.1");
    expect(new URL(tenant.options.webOrigin).hostname).toBe("localhost");
    const { page } = await tenant.begin();
    const cookies = page.response.headers.getSetCookie();
    expect(cookies.filter((cookie) => /domain=/i.test(cookie))).toEqual([]);
  });

  it("trap 14: the callback carries code, state and issuer", async () => {
    const { browser, page, request } = await tenant.begin();
    const fields = { intent: "sign-in", email: "Ada@potluck.test ", password: "potluck" };
    const callback = await browser.submit(page, fields);
    const location = new URL(callback.headers.get("location") ?? "");
    expect(`${location.origin}${location.pathname}`).toBe(`${tenant.options.webOrigin}/auth/callback`);
    expect(queryOf(callback)).toEqual({
      code: expect.any(String),
      state: request.state,
      iss: tenant.identity.issuer,
    });
    expect((await tenant.exchange(callback, request)).status).toBe(200);
  });

  it("trap 14: so does a callback with an error", async () => {
    const { page, request } = await tenant.begin({ prompt: "none" });
    expect(queryOf(page.response)).toMatchObject({
      error: "login_required",
      state: request.state,
      iss: tenant.identity.issuer,
    });
  });
});
