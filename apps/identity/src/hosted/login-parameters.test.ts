import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestBrowser, type TestBrowser } from "../testing/browser.ts";
import { queryOf, toHostedPage } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const GRETA = "google-oauth2|100200300400500600700";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

let browser: TestBrowser;
beforeEach(() => {
  browser = createTestBrowser();
});

/** What the tenant answers a browser that is signed in. */
const visit = async (parameters: Record<string, string>) =>
  toHostedPage(await browser.visit(tenant.authorize(parameters).url));

/** @returns What the tenant's clock shows then, in seconds. */
async function tenMinutesLater(): Promise<number> {
  await tenant.controls.setClockOffset(600_000);
  return Math.floor(Date.now() / 1000) + 600;
}

const idTokenOf = (answer: { body: Record<string, unknown> }) => decodeJwt(String(answer.body.id_token));

describe("prompt", () => {
  it("none answers at once, with a code for those who are signed in", async () => {
    expect(queryOf((await visit({ prompt: "none" })).response).error).toBe("login_required");
    await tenant.signIn(browser);
    expect(queryOf((await visit({ prompt: "none" })).response).code).toEqual(expect.any(String));
  });

  it("login asks again and dates the proof anew", async () => {
    await tenant.signIn(browser);
    expect((await visit({ prompt: "login" })).markup).toContain("Welcome back");
    const earliest = await tenMinutesLater();
    const again = await tenant.signIn(browser, "ada", { prompt: "login" });
    expect(idTokenOf(again).auth_time).toBeGreaterThanOrEqual(earliest);
    await tenant.controls.reset();
  });
});

describe("max_age", () => {
  it("asks again when the proof is older, and says when it was", async () => {
    await tenant.signIn(browser);
    const recent = await tenant.signIn(browser, "ada", { max_age: "300" });
    expect(idTokenOf(recent).auth_time).toEqual(expect.any(Number));
    await tenant.controls.setClockOffset(301_000);
    expect((await visit({ max_age: "300" })).markup).toContain("Welcome back");
    expect(queryOf((await visit({ max_age: "300", prompt: "none" })).response).error).toBe("login_required");
    const again = await tenant.signIn(browser, "ada", { max_age: "300" });
    expect(Number(idTokenOf(again).auth_time)).toBeGreaterThan(Number(idTokenOf(recent).auth_time) + 299);
    await tenant.controls.reset();
  });

  it("asks everybody when it is 0", async () => {
    await tenant.signIn(browser);
    expect((await visit({ max_age: "0" })).markup).toContain("Welcome back");
  });
});

describe("login_hint and screen_hint", () => {
  it("fill in the address, and open the sign-up", async () => {
    const { markup } = await visit({ login_hint: "ivo@potluck.test", screen_hint: "signup" });
    expect(markup).toContain("Create account");
    expect(markup).toContain('value="ivo@potluck.test"');
  });
});

describe("connection", () => {
  it("leads past the password to the company behind it", async () => {
    const request = tenant.authorize({ connection: "google-oauth2" });
    const page = await tenant.open(browser, request);
    expect(page.markup).toContain("This page stands in for Google.");
    expect(page.markup).not.toContain('type="password"');
    expect(page.markup).not.toContain("Ada Fern");
    const callback = await browser.submit(page, { intent: "sign-in-as", sub: GRETA });
    const { body } = await tenant.exchange(callback, request);
    expect((await tenant.verify(body.access_token)).payload.sub).toBe(GRETA);
  });

  it("asks for the password where it is the tenant's own", async () => {
    const { markup } = await visit({ connection: "Username-Password-Authentication" });
    expect(markup).toContain('type="password"');
    expect(markup).not.toContain("Greta");
  });

  it("asks a person who came by another one", async () => {
    await tenant.signIn(browser);
    expect((await visit({ connection: "google-oauth2" })).markup).toContain("Choose an account");
    const own = await visit({ connection: "Username-Password-Authentication" });
    expect(queryOf(own.response).code).toEqual(expect.any(String));
  });

  it("is an error of the callback when it is unknown", async () => {
    expect(queryOf((await visit({ connection: "myspace" })).response)).toMatchObject({
      error: "invalid_request",
      error_description: "the connection was not found",
      state: expect.any(String),
    });
  });
});

describe("organization", () => {
  const CLUB = { org_id: "org_9Vb2cTqKxWm4Ld7R", org_name: "supper-club" };

  it.each([
    ["by id", CLUB.org_id],
    ["by name", "Supper-Club"],
  ])("goes into ID and access tokens, also after a refresh: %s", async (_case, organization) => {
    const { body } = await tenant.signIn(browser, "ada", { organization });
    const refreshed = await tenant.refresh(body.refresh_token);
    for (const answer of [body, refreshed.body]) {
      const tokens = [
        await tenant.verify(answer.id_token, tenant.options.clientId),
        await tenant.verify(answer.access_token),
      ];
      for (const { payload } of tokens) expect(payload).toMatchObject(CLUB);
    }
  });

  it("says on the page whose sign-in it is", async () => {
    expect((await visit({ organization: CLUB.org_id })).markup).toContain("Sign in to Supper Club.");
  });

  it("is no part of a sign-in that did not ask for it, in the same browser", async () => {
    await tenant.signIn(browser, "ada", { organization: CLUB.org_id });
    expect(idTokenOf(await tenant.signIn(browser))).not.toHaveProperty("org_id");
  });

  it("is an error of the callback when it is unknown", async () => {
    const { response } = await visit({ organization: "org_unknown" });
    expect(queryOf(response)).toMatchObject({
      error: "invalid_request",
      error_description: "parameter organization is invalid",
      state: expect.any(String),
    });
  });

  it("is refused to those who are no members, signed in or not", async () => {
    const denied = {
      error: "access_denied",
      error_description: "user auth0|cleo is not part of the org_9Vb2cTqKxWm4Ld7R organization",
    };
    const page = await visit({ organization: CLUB.org_id });
    const fields = { intent: "sign-in", email: "cleo@potluck.test", password: "potluck" };
    expect(queryOf(await browser.submit(page, fields))).toMatchObject(denied);
    expect(queryOf((await visit({ organization: CLUB.org_id })).response)).toMatchObject(denied);
    // Somebody else may still sign in from this browser.
    expect((await visit({ organization: CLUB.org_id, prompt: "login" })).markup).toContain("Welcome back");
  });
});

describe("invitation", () => {
  const parametersOf = (url: string) => {
    const { invitation = "", organization = "" } = Object.fromEntries(new URL(url).searchParams);
    return { invitation, organization };
  };

  it("makes its addressee a member, once", async () => {
    const { url } = await tenant.controls.invite("supper-club", "Jo@potluck.test");
    expect(url).toMatch(/^http:\/\/localhost:3999\/auth\/login\?invitation=[\w-]{32}&organization=org_/);
    const request = tenant.authorize({ ...parametersOf(url), screen_hint: "signup" });
    const page = await tenant.open(browser, request);
    expect(page.markup).toContain("You are invited to Supper Club.");
    expect(page.markup).toContain('value="jo@potluck.test"');
    const person = { name: "Jo Tam", email: "jo@potluck.test", password: "barley soup" };
    const callback = await browser.submit(page, { intent: "sign-up", ...person });
    expect(idTokenOf(await tenant.exchange(callback, request)).org_name).toBe("supper-club");

    const { organization } = parametersOf(url);
    expect(queryOf((await visit({ organization })).response).code).toEqual(expect.any(String));
    expect(queryOf((await visit(parametersOf(url))).response)).toMatchObject({
      error: "invalid_request",
      error_description: "invitation not found or already used",
    });
  });

  it("is accepted by a person who is signed in already", async () => {
    await tenant.signIn(browser, "dan");
    const { url } = await tenant.controls.invite("allotment", "dan@potluck.test");
    expect(queryOf((await visit(parametersOf(url))).response).code).toEqual(expect.any(String));
  });

  it("is refused to anybody else, and not used up by that", async () => {
    const { url } = await tenant.controls.invite("allotment", "ben@potluck.test");
    await tenant.signIn(browser, "ada");
    expect(queryOf((await visit(parametersOf(url))).response)).toMatchObject({
      error: "access_denied",
      error_description: "the specified account is not allowed to accept the current invitation",
    });
    const addressee = createTestBrowser();
    const { status } = await tenant.signIn(addressee, "ben", parametersOf(url));
    expect(status).toBe(200);
  });

  it.each([
    ["unknown", { invitation: "unknown", organization: "supper-club" }],
    ["of another organization", { invitation: "supper-club-invites-dan", organization: "allotment" }],
    ["without its organization", { invitation: "supper-club-invites-dan" }],
  ])("is an error of the callback when it is %s", async (_case, parameters) => {
    expect(queryOf((await visit(parameters)).response).error_description).toBe(
      "invitation not found or already used",
    );
  });

  it("is there from the start for one of the seeded people, and gone after a week if it was made", async () => {
    const seeded = { invitation: "supper-club-invites-dan", organization: "supper-club" };
    expect((await tenant.signIn(browser, "dan", seeded)).status).toBe(200);
    const { url } = await tenant.controls.invite("allotment", "kai@potluck.test");
    await tenant.controls.setClockOffset(7 * 24 * 3600 * 1000 + 1000);
    expect(queryOf((await visit(parametersOf(url))).response).error).toBe("invalid_request");
    await tenant.controls.reset();
  });
});

describe("acr_values", () => {
  const codeOn = (markup: string) => /<code>(\d{6})<\/code>/.exec(markup)?.[1] ?? "";

  it("asks who is signed in for a second factor, and the ID token shows it", async () => {
    await tenant.signIn(browser);
    const earliest = await tenMinutesLater();
    const request = tenant.authorize({ acr_values: MULTI_FACTOR });
    const page = await tenant.open(browser, request);
    expect(page.markup).toContain("Confirm that it is you");
    expect(page.markup).toContain("Development only");
    const code = codeOn(page.markup);
    const callback = await browser.submit(page, {
      intent: "one-time-code",
      code: ` ${code.slice(0, 3)} ${code.slice(3)}`,
    });
    const claims = idTokenOf(await tenant.exchange(callback, request));
    expect(claims).toMatchObject({ amr: ["mfa"], acr: MULTI_FACTOR });
    expect(claims.auth_time).toBeGreaterThanOrEqual(earliest);
    await tenant.controls.reset();
  });

  it("asks for both factors in a browser that is not signed in", async () => {
    const request = tenant.authorize({ acr_values: MULTI_FACTOR });
    const signIn = await tenant.open(browser, request);
    const fields = { intent: "sign-in", email: "ada@potluck.test", password: "potluck" };
    const second = await toHostedPage(await browser.submit(signIn, fields));
    const callback = await browser.submit(second, {
      intent: "one-time-code",
      code: codeOn(second.markup),
    });
    expect(idTokenOf(await tenant.exchange(callback, request)).amr).toEqual(["mfa"]);
  });

  it("does not ask again while the session lasts, and does after a new sign-in", async () => {
    const page = await visit({ acr_values: MULTI_FACTOR });
    const fields = { intent: "sign-in", email: "ada@potluck.test", password: "potluck" };
    const second = await toHostedPage(await browser.submit(page, fields));
    await browser.submit(second, { intent: "one-time-code", code: codeOn(second.markup) });

    const again = await tenant.signIn(browser, "ada", { acr_values: MULTI_FACTOR });
    expect(idTokenOf(again).amr).toEqual(["mfa"]);
    await tenant.signIn(browser, "ada", { prompt: "login" });
    expect((await visit({ acr_values: MULTI_FACTOR })).markup).toContain("Confirm that it is you");
  });

  it("refuses a wrong code and keeps asking", async () => {
    await tenant.signIn(browser);
    const page = await visit({ acr_values: MULTI_FACTOR });
    const wrong = codeOn(page.markup) === "000000" ? "111111" : "000000";
    const refused = await browser.submit(page, { intent: "one-time-code", code: wrong });
    const markup = await refused.text();
    expect([refused.status, markup]).toEqual([400, expect.stringContaining("This is not the code.")]);
    expect(markup).toContain('<a href="#code">');
  });

  it("tells the application when the person gives up", async () => {
    await tenant.signIn(browser);
    const page = await visit({ acr_values: MULTI_FACTOR });
    expect(queryOf(await browser.submit(page, { intent: "cancel" })).error).toBe("access_denied");
    expect(queryOf((await visit({})).response).code).toEqual(expect.any(String));
  });

  it("cannot be answered without a page", async () => {
    await tenant.signIn(browser);
    const { response } = await visit({ acr_values: MULTI_FACTOR, prompt: "none" });
    expect(queryOf(response).error).toBe("interaction_required");
  });

  it("does not take the code from another site's form", async () => {
    await tenant.signIn(browser);
    const page = await visit({ acr_values: MULTI_FACTOR });
    const fields = { intent: "one-time-code", code: codeOn(page.markup), form_token: "" };
    expect((await browser.submit(page, fields)).status).toBe(403);
  });

  it("lets others ask for what the tenant does not know", async () => {
    const { body } = await tenant.signIn(browser, "ada", { acr_values: "urn:example:gold" });
    expect(idTokenOf({ body })).not.toHaveProperty("acr");
  });
});
