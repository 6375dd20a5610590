import { APP_METADATA_CLAIM, appMetadata, USER_METADATA_CLAIM } from "@potluck/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "../testing/browser.ts";
import { queryOf } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

describe("hosted sign-in", () => {
  it("recognises a person who is signed in already", async () => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const again = await browser.visit(tenant.authorize().url);
    expect(queryOf(again).code).toEqual(expect.any(String));
  });

  it.each([
    ["a wrong password", { email: "ada@potluck.test", password: "wrong" }],
    ["an unknown address", { email: "nobody@potluck.test", password: "potluck" }],
  ])("says the same about %s, keeps the address and never the password", async (_case, fields) => {
    const browser = createTestBrowser();
    const page = await tenant.open(browser, tenant.authorize());
    const refused = await browser.submit(page, { intent: "sign-in", ...fields });
    const markup = await refused.text();
    expect(refused.status).toBe(400);
    expect(markup).toContain("Wrong e-mail or password. Check both and try again, or create an account.");
    expect(markup).toContain('role="alert"');
    expect(markup).toContain(`value="${fields.email}"`);
    expect(markup).not.toContain('value="wrong"');
  });

  it("offers the seeded people with one click, marked as development", async () => {
    const browser = createTestBrowser();
    const request = tenant.authorize();
    const page = await tenant.open(browser, request);
    expect(page.markup).toContain("Development only");
    const people = [...page.markup.matchAll(/Sign in as ([\w ]+)</g)].map(([, name]) => name);
    expect(people).toEqual(["Ada Fern", "Ben Osei", "Cleo Marsh", "Dan Ibarra"]);
    const callback = await browser.submit(page, { intent: "sign-in-as", sub: "auth0|cleo" });
    const { body } = await tenant.exchange(callback, request);
    expect((await tenant.verify(body.access_token)).payload.sub).toBe("auth0|cleo");
  });

  it("lets another person take over a browser with prompt=login", async () => {
    const browser = createTestBrowser();
    await tenant.signIn(browser);
    const request = tenant.authorize({ prompt: "login" });
    const page = await tenant.open(browser, request);
    const callback = await browser.submit(page, {
      intent: "sign-in",
      email: "ben@potluck.test",
      password: "potluck",
    });
    const { body } = await tenant.exchange(callback, request);
    expect((await tenant.verify(body.access_token)).payload.sub).toBe("auth0|ben");
  });

  it("fills in login_hint, escaped", async () => {
    const page = await tenant.open(
      createTestBrowser(),
      tenant.authorize({ login_hint: '"><script>alert(1)</script>' }),
    );
    expect(page.markup).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(page.markup).not.toContain("<script");
  });

  it("runs no script, loads nothing from elsewhere and is never cached", async () => {
    const { response, markup } = await tenant.open(createTestBrowser(), tenant.authorize());
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'self'; form-action 'self' ${tenant.options.webOrigin}; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(markup).not.toMatch(/<(script|img|style)|(?:src|href)="https?:/);
    expect((await fetch(tenant.url("assets/identity.css"))).headers.get("content-type")).toMatch(
      /^text\/css/,
    );
  });

  it.each([
    ["without its form token", { form_token: "" }, {}],
    ["from another origin", {}, { origin: "https://evil.test" }],
  ])("does not accept a form %s", async (_case, fields, headers) => {
    const browser = createTestBrowser();
    const page = await tenant.open(browser, tenant.authorize());
    const refused = await browser.submit(
      page,
      { intent: "sign-in-as", sub: "auth0|ada", ...fields },
      headers,
    );
    expect([refused.status, refused.headers.get("location")]).toEqual([403, null]);
  });

  it("does not accept a form from a browser that did not begin the sign-in", async () => {
    const page = await tenant.open(createTestBrowser(), tenant.authorize());
    const refused = await createTestBrowser().submit(page, { intent: "sign-in-as", sub: "auth0|ada" });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain(`href="${tenant.options.webOrigin}/sign-in"`);
  });
});

describe("hosted sign-up", () => {
  const person = { name: "Edda Quist", email: "edda@potluck.test", password: "plum cake" };

  it("opens at once with screen_hint=signup, creates the account and signs in", async () => {
    const browser = createTestBrowser();
    const request = tenant.authorize({ screen_hint: "signup" });
    const page = await tenant.open(browser, request);
    expect(page.markup).toContain("Create account");
    const callback = await browser.submit(page, { intent: "sign-up", ...person });
    const { body } = await tenant.exchange(callback, request);
    const { payload } = await tenant.verify(body.id_token, tenant.options.clientId);
    expect(payload).toMatchObject({
      name: person.name,
      email: person.email,
      sub: expect.stringMatching(/^auth0\|[0-9a-f]{24}$/),
      [USER_METADATA_CLAIM]: {},
    });
  });

  it("lets the person say what they eat, which the application can read then", async () => {
    const { browser, page, request } = await tenant.begin({ screen_hint: "signup" });
    const fields = { name: "Hedda", email: "hedda@potluck.test", password: "plum cake", diet: " no fish " };
    const callback = await browser.submit(page, { intent: "sign-up", ...fields });
    const { body } = await tenant.exchange(callback, request);
    const { payload } = await tenant.verify(body.id_token, tenant.options.clientId);
    expect(payload[USER_METADATA_CLAIM]).toEqual({ diet: "no fish" });
    expect(appMetadata.parse(payload[APP_METADATA_CLAIM]).member_since).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it("is one link away from sign-in, in the same sign-in", async () => {
    const browser = createTestBrowser();
    const page = await tenant.open(browser, tenant.authorize());
    const link = /href="([^"]+\?screen=sign-up)"/.exec(page.markup)?.[1] ?? "";
    expect(await (await browser.get(new URL(link, page.url))).text()).toContain("Create account");
  });

  it("says at each field what to mend and keeps what was right", async () => {
    const browser = createTestBrowser();
    const page = await tenant.open(browser, tenant.authorize({ screen_hint: "signup" }));
    const refused = await browser.submit(page, {
      intent: "sign-up",
      name: "Finn",
      email: "finn",
      password: "short",
    });
    const markup = await refused.text();
    expect(refused.status).toBe(400);
    expect(markup).toContain('<a href="#email">Enter an e-mail address, like name@example.com.</a>');
    expect(markup).toContain('<a href="#password">Choose a password of at least 8 characters.</a>');
    expect(markup).toContain('value="Finn"');
    expect(markup).toContain('aria-invalid="true"');
  });

  it("refuses an address that has an account", async () => {
    const browser = createTestBrowser();
    const page = await tenant.open(browser, tenant.authorize({ screen_hint: "signup" }));
    const refused = await browser.submit(page, { intent: "sign-up", ...person, email: "ADA@potluck.test" });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining("has an account already"),
    ]);
  });
});

describe("authorization request", () => {
  it("is refused on a page when its redirect address is not the application's", async () => {
    const response = await createTestBrowser().visit(
      tenant.authorize({ redirect_uri: "https://evil.test/cb" }).url,
    );
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    expect(await response.text()).toContain("Sign-in could not start");
  });

  it("is refused without PKCE", async () => {
    const request = tenant.authorize({ code_challenge: undefined, code_challenge_method: undefined });
    const response = await createTestBrowser().visit(request.url);
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
  });
});
