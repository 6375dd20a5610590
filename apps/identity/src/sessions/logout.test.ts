import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser, type TestBrowser } from "../testing/browser.ts";
import { queryOf } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

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

describe.each(["oidc/logout", "v2/logout"] as const)("Auth0's habits: /%s", (path) => {
  it("trap 8: ends the session without a confirmation page and returns to the application", async () => {
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
  ])("trap 8: goes nowhere that is not on the list: %j", async (target) => {
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
  it("hands back state", async () => {
    const url = logoutUrl("oidc/logout", `${tenant.options.webOrigin}/`);
    url.searchParams.set("state", "s1");
    const response = await createTestBrowser().get(url);
    expect(response.headers.get("location")).toBe(`${tenant.options.webOrigin}/?state=s1`);
  });

  it("takes a form as well", async () => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const body = { post_logout_redirect_uri: `${tenant.options.webOrigin}/`, state: "s2" };
    const response = await browser.post(tenant.url("oidc/logout"), body);
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      `${tenant.options.webOrigin}/?state=s2`,
    ]);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it("is refused to another application", async () => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const url = tenant.url("oidc/logout");
    url.searchParams.set("client_id", "another-application");
    expect((await browser.get(url)).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it.each(["id_token_hint", "logout_hint"])("ends the session that %s names, and no other", async (hint) => {
    const browser = createTestBrowser();
    const ada = await tenant.signIn(browser);
    const url = logoutUrl("oidc/logout", `${tenant.options.webOrigin}/`);
    const { payload } = await tenant.verify(ada.body.id_token, tenant.options.clientId);
    url.searchParams.set(hint, String(hint === "logout_hint" ? payload.sid : ada.body.id_token));

    const another = createTestBrowser();
    await tenant.signIn(another, "ben");
    expect((await another.get(url)).status).toBe(302);
    expect([await isSignedIn(another), await isSignedIn(browser)]).toEqual([true, false]);
  });

  it.each(["id_token_hint", "logout_hint"])("ends the browser's session when %s is empty", async (hint) => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const url = logoutUrl("oidc/logout", `${tenant.options.webOrigin}/`);
    url.searchParams.set(hint, "");
    expect((await browser.get(url)).status).toBe(302);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it("takes an ID token as a hint that has expired, and none that somebody else has signed", async () => {
    const browser = createTestBrowser();
    const { body } = await tenant.signIn(browser);
    const url = logoutUrl("oidc/logout", `${tenant.options.webOrigin}/`);
    const [header, payload, signature = ""] = String(body.id_token).split(".");
    url.searchParams.set("id_token_hint", `${header}.${payload}.${signature.slice(0, -4)}AAAA`);
    expect((await browser.get(url)).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);

    url.searchParams.set("id_token_hint", String(body.id_token));
    await tenant.controls.setClockOffset(11 * 3600 * 1000);
    expect((await browser.get(url)).status).toBe(302);
    await tenant.controls.reset();
    expect(await isSignedIn(browser)).toBe(false);
  });

  it.each([
    ["leaves the person signed in with Google", "", true],
    ["signs the person out of Google too when it is federated", "&federated", false],
  ])("%s", async (_case, federated, isKnown) => {
    const browser = createTestBrowser();
    const request = tenant.authorize({ connection: "google-oauth2" });
    const google = await tenant.open(browser, request);
    const sub = "google-oauth2|100200300400500600700";
    const callback = await browser.submit(google, { intent: "sign-in-as", sub });
    expect(queryOf(callback).code).toEqual(expect.any(String));

    await browser.get(`${tenant.url("v2/logout").href}?client_id=potluck-web${federated}`);
    expect(await isSignedIn(browser)).toBe(false);
    const again = await browser.visit(tenant.authorize({ connection: "google-oauth2" }).url);
    expect("code" in queryOf(again)).toBe(isKnown);
  });
});

async function isSignedIn(browser: TestBrowser): Promise<boolean> {
  return "code" in queryOf(await browser.visit(tenant.authorize({ prompt: "none" }).url));
}
