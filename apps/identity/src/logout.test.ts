import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "./testing/browser.ts";
import { startTestTenant, type TestTenant } from "./testing/tenant.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

const PARAMETER = { "oidc/logout": "post_logout_redirect_uri", "v2/logout": "returnTo" } as const;

function logoutUrl(path: keyof typeof PARAMETER, target?: string): URL {
  const url = tenant.url(path);
  url.searchParams.set("client_id", tenant.options.clientId);
  if (target !== undefined) url.searchParams.set(PARAMETER[path], target);
  return url;
}

describe.each(["oidc/logout", "v2/logout"] as const)("/%s", (path) => {
  it("ends the session without a confirmation page and returns to the application (trap 8)", async () => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const response = await browser.get(logoutUrl(path, `${tenant.options.webOrigin}/`));
    expect([response.status, response.headers.get("location")]).toEqual([
      302,
      `${tenant.options.webOrigin}/`,
    ]);
    const after = await tenant.open(browser, tenant.authorize());
    expect(after.markup).toContain("Welcome back");
  });

  it("returns as well when nobody was signed in", async () => {
    const response = await createTestBrowser().get(logoutUrl(path, `${tenant.options.webOrigin}/`));
    expect(response.status).toBe(302);
  });

  it.each([
    "https://evil.test/",
    "//evil.test/",
    "http://localhost:3999.evil.test/",
    "http://localhost:3999@evil.test/",
    "http://user:pass@localhost:3999/",
    "http://localhost:3999/elsewhere",
    "javascript:alert(1)",
    "/",
    "",
  ])("goes nowhere that is not on the list: %j", async (target) => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const response = await browser.get(logoutUrl(path, target));
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    expect((await browser.visit(tenant.authorize().url)).headers.get("location")).toContain("code=");
  });

  it("says goodbye on a page of its own when there is nowhere to return to", async () => {
    const response = await createTestBrowser().get(logoutUrl(path));
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining("You are signed out"),
    ]);
  });
});

describe("logout", () => {
  it("leaves refresh tokens alive, as Auth0 does (trap 2)", async () => {
    const browser = createTestBrowser();
    const { body } = await tenant.signIn(browser);
    await browser.get(logoutUrl("v2/logout", `${tenant.options.webOrigin}/`));
    expect((await tenant.refresh(body.refresh_token)).status).toBe(200);
  });

  it("hands back state", async () => {
    const url = logoutUrl("oidc/logout", `${tenant.options.webOrigin}/`);
    url.searchParams.set("state", "s1");
    const response = await createTestBrowser().get(url);
    expect(response.headers.get("location")).toBe(`${tenant.options.webOrigin}/?state=s1`);
  });
});
