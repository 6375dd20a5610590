import { afterEach, describe, expect, it } from "vitest";
import { authorizationHints, HINT_NAMES, withLoginParams } from "./login-params.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

const everything =
  "invitation=inv&organization=org_1&screen_hint=signup&prompt=login&login_hint=a%40b.c&connection=google-oauth2" +
  "&max_age=60&acr_values=gold+silver&ui_locales=de-AT+en&scope=admin&audience=evil&redirect_uri=https://evil.test" +
  "&resource=evil&response_type=token&nonce=mine&state=mine";

describe("withLoginParams", () => {
  const url = new URL(`https://app.test/auth/login?returnTo=/x&${everything}`);

  it("takes from a link what links may carry, and nothing else", () => {
    expect([...withLoginParams(url, {}, HINT_NAMES).searchParams.keys()].sort()).toEqual(
      ["returnTo", ...HINT_NAMES].sort(),
    );
    expect([...withLoginParams(url, {}, ["screen_hint"]).searchParams.keys()].sort()).toEqual([
      "acr_values",
      "max_age",
      "returnTo",
      "screen_hint",
    ]);
  });

  it("lets code win, also with what links may not carry", () => {
    const given = { organization: "org_2", max_age: 0, returnTo: "/y" };
    expect(Object.fromEntries(withLoginParams(url, given, []).searchParams)).toEqual({
      organization: "org_2",
      max_age: "0",
      returnTo: "/y",
      acr_values: "gold silver",
    });
  });
});

describe("authorizationHints", () => {
  it.each([
    ["max_age", "soon"],
    ["max_age", "-1"],
    ["organization", "org 1"],
    ["connection", "a\r\nb"],
    ["prompt", "login;drop"],
    ["ui_locales", "<b>"],
    ["acr_values", "a\u0000b"],
    ["login_hint", "a\nb"],
    ["login_hint", "x".repeat(257)],
    ["screen_hint", ""],
  ])("leaves out a malformed %s: %j", (name, value) => {
    expect(authorizationHints(new URLSearchParams({ [name]: value }))).toEqual([]);
  });
});

describe("a login", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("passes its parameters on, and keeps audience, scope, redirect, state and nonce its own, also with an invitation", async () => {
    fixture = await createSessionFixture();
    const url = new URL(await fixture.start(new CookieJar(), `/auth/login?${everything}`));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      audience: "https://api.test/",
      scope: "openid profile email offline_access",
      redirect_uri: "https://app.test/auth/callback",
      response_type: "code",
      invitation: "inv",
      organization: "org_1",
      screen_hint: "signup",
      prompt: "login",
      login_hint: "a@b.c",
      connection: "google-oauth2",
      max_age: "60",
      acr_values: "gold silver",
      ui_locales: "de-AT en",
    });
    expect(url.searchParams.getAll("audience")).toHaveLength(1);
    expect(url.searchParams.has("resource")).toBe(false);
    expect([url.searchParams.get("nonce"), url.searchParams.get("state")]).not.toContain("mine");
  });

  it("takes from its link only what the app lets it, and everything from code", async () => {
    fixture = await createSessionFixture({ linkParams: ["screen_hint"] });
    const request = fixture.request(null, `/auth/login?${everything}`);
    const response = await fixture.session.login(request, { connection: "staff", organization: "org_2" });
    const query = new URL(response.headers.get("location") ?? "").searchParams;
    expect([query.get("connection"), query.get("organization"), query.get("invitation")]).toEqual([
      "staff",
      "org_2",
      null,
    ]);
    expect(query.get("screen_hint")).toBe("signup");
  });
});
