import { createRequire } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CookieJar } from "./testing/browser-jar.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

type AuthorizeOptions = Parameters<SessionFixture["provider"]["authorize"]>[1];

describe("createSignIn", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  async function start(jar: CookieJar, path = "/auth/login?returnTo=/dinners/1") {
    const response = await fixture.session.login(fixture.request(jar, path));
    jar.take(response);
    return response.headers.get("location") ?? "";
  }

  async function finish(jar: CookieJar, callbackUrl: string) {
    const response = await fixture.session.callback(fixture.request(jar, callbackUrl));
    return { response, location: response.headers.get("location") };
  }

  it("signs in: code flow with PKCE, state and nonce, then back to the page asked for", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const url = new URL(await start(jar));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "test-client",
      redirect_uri: "https://app.test/auth/callback",
      scope: "openid profile email offline_access",
      audience: "https://api.test/",
      code_challenge_method: "S256",
    });
    expect(url.searchParams.get("nonce")).toMatch(/^[\w-]{32}$/);
    const { response, location } = await finish(jar, fixture.provider.authorize(url.href));
    expect([response.status, location]).toEqual([303, "/dinners/1"]);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    jar.take(response);
    expect(jar.names).toEqual(["__Host-session"]);
    const auth = await fixture.session.open(fixture.request(jar));
    expect(auth.requireUser()).toEqual({ name: "Ada Fern" });
    expect(auth.claims?.["x-hasura-user-id"]).toBe("auth0|ada");
    expect(auth.requireRole("user")).toEqual({ name: "Ada Fern" });
  });

  it("puts login parameters on, lets nobody change audience or scope by a link, and keeps the audience with an invitation", async () => {
    fixture = await createSessionFixture();
    const url = new URL(
      await start(
        new CookieJar(),
        "/auth/login?invitation=inv&organization=org_1&screen_hint=signup&prompt=login&login_hint=a%40b.c&connection=google&max_age=60&scope=admin&audience=evil&redirect_uri=https://evil.test",
      ),
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      audience: "https://api.test/",
      scope: "openid profile email offline_access",
      redirect_uri: "https://app.test/auth/callback",
      invitation: "inv",
      organization: "org_1",
      screen_hint: "signup",
      prompt: "login",
      login_hint: "a@b.c",
      connection: "google",
      max_age: "60",
    });
    expect(url.searchParams.getAll("audience")).toHaveLength(1);
  });

  it("keeps at most four sign-ins under way after 50 abandoned ones, each usable", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const returnTo = `/${"x".repeat(500)}`;
    let last = "";
    for (let index = 0; index < 50; index++) {
      fixture.clock.advance(1);
      last = await start(jar, `/auth/login?returnTo=${returnTo}`);
    }
    expect(jar.names).toHaveLength(4);
    expect(jar.header.length).toBeLessThanOrEqual(4096 + 512);
    expect((await finish(jar, fixture.provider.authorize(last))).location).toBe(returnTo);
  });

  it("answers a prefetch without starting anything", async () => {
    fixture = await createSessionFixture();
    const request = fixture.request(null, "/auth/login", {
      headers: { "sec-purpose": "prefetch;prerender" },
    });
    const response = await fixture.session.login(request);
    expect([response.status, response.headers.getSetCookie()]).toEqual([204, []]);
  });

  describe("refuses, without a session and without a loop,", () => {
    const cases: [
      string,
      { options?: AuthorizeOptions; change?: (url: URL, jar: CookieJar) => void; code: string },
    ][] = [
      ["a wrong state", { change: (url) => url.searchParams.set("state", "other"), code: "expired" }],
      ["a missing state", { change: (url) => url.searchParams.delete("state"), code: "expired" }],
      [
        "a missing cookie",
        { change: (_url, jar) => jar.names.forEach((name) => jar.set(name, "")), code: "expired" },
      ],
      ["an error without state", { change: (url) => (url.search = "?error=access_denied"), code: "expired" }],
      [
        "the person's no",
        {
          change: (url) => (url.searchParams.set("error", "access_denied"), url.searchParams.delete("code")),
          code: "denied",
        },
      ],
      ["another error", { change: (url) => url.searchParams.set("error", "server_error"), code: "provider" }],
      [
        "a foreign iss",
        { change: (url) => url.searchParams.set("iss", "https://evil.test/"), code: "invalid" },
      ],
      ["a missing code", { change: (url) => url.searchParams.delete("code"), code: "invalid" }],
      ["a wrong code", { change: (url) => url.searchParams.set("code", "other"), code: "invalid" }],
      ["a wrong nonce", { options: { claims: { nonce: "other" } }, code: "invalid" }],
      ["a missing nonce", { options: { claims: { nonce: undefined } }, code: "invalid" }],
      ["a wrong issuer", { options: { claims: { iss: "https://evil.test/" } }, code: "invalid" }],
      ["a wrong audience", { options: { claims: { aud: "other" } }, code: "invalid" }],
      [
        "a second audience without azp",
        { options: { claims: { aud: ["test-client", "other"] } }, code: "invalid" },
      ],
      ["a foreign azp", { options: { claims: { azp: "other" } }, code: "invalid" }],
      ["alg none", { options: { unsigned: true }, code: "invalid" }],
      ["a foreign signature", { options: { foreignKey: true }, code: "invalid" }],
      ["an expired ID token", { options: { claims: { exp: 1 } }, code: "invalid" }],
      ["an ID token without sub", { options: { claims: { sub: undefined } }, code: "invalid" }],
      ["an ID token of somebody else", { options: { claims: { sub: "auth0|mallory" } }, code: "invalid" }],
    ];

    it.each(cases)("%s", async (_name, { options, change, code }) => {
      fixture = await createSessionFixture();
      const jar = new CookieJar();
      const url = new URL(fixture.provider.authorize(await start(jar), options));
      change?.(url, jar);
      const { response, location } = await finish(jar, url.href);
      const way = code === "expired" ? "" : "&returnTo=%2Fdinners%2F1";
      expect([response.status, location]).toEqual([303, `/sign-in?error=${code}${way}`]);
      expect(
        response.headers.getSetCookie().filter((cookie) => cookie.startsWith("__Host-session=")),
      ).toEqual([]);
    });
  });

  it("accepts an answer once: 100 replays with the cookie kept give no session", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await start(jar));
    const all = await Promise.all(Array.from({ length: 100 }, () => finish(jar, url)));
    const sessions = all.filter(({ response }) =>
      response.headers.getSetCookie().some((c) => c.startsWith("__Host-session=")),
    );
    expect(sessions).toHaveLength(1);
    expect(fixture.provider.hits.code).toBe(1);
  });

  it("goes home when an answer comes again after it has served its purpose", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await start(jar));
    jar.take((await finish(jar, url)).response);
    const before = jar.header;
    const { response, location } = await finish(jar, url);
    jar.take(response);
    expect([location, jar.header]).toEqual(["/", before]);
  });

  it("ends the session that the new one replaces", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn("auth0|ben");
    const former = jar.header;
    jar.take((await finish(jar, fixture.provider.authorize(await start(jar)))).response);
    expect((await fixture.session.open(fixture.request(jar))).userId).toBe("auth0|ada");
    const old = new Request(fixture.origin, { headers: { cookie: former } });
    expect((await fixture.session.open(old)).status).toBe("anonymous");
    expect(fixture.provider.hits.revoke).toBe(1);
  });

  it("accepts no answer after ten minutes", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await start(jar));
    fixture.clock.advance(601);
    expect((await finish(jar, url)).location).toBe("/sign-in?error=expired");
  });

  it("accepts a clock that is a minute off", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const options = { claims: { iat: Math.floor(fixture.clock.now() / 1000) + 55 } };
    const { location } = await finish(jar, fixture.provider.authorize(await start(jar), options));
    expect(location).toBe("/dinners/1");
  });

  it("creates no session when onLogin fails, and revokes the tokens", async () => {
    fixture = await createSessionFixture({ onLogin: () => Promise.reject(new Error("database down")) });
    const jar = new CookieJar();
    const { location } = await finish(jar, fixture.provider.authorize(await start(jar)));
    expect(location).toBe("/sign-in?error=refused&returnTo=%2Fdinners%2F1");
    expect(fixture.provider.hits.revoke).toBe(1);
  });

  it("names the option when the session would not fit into a cookie", async () => {
    const events: string[] = [];
    fixture = await createSessionFixture({
      onLogin: () =>
        Promise.resolve({ name: Array.from({ length: 4000 }, () => Math.random().toString(36)[3]).join("") }),
      log: (event) => event.type === "sign-in-failed" && events.push(event.reason),
    });
    const jar = new CookieJar();
    const { location } = await finish(jar, fixture.provider.authorize(await start(jar)));
    expect(location).toBe("/sign-in?error=refused&returnTo=%2Fdinners%2F1");
    expect(events[0]).toContain("Return less from onLogin");
  });

  it("reports an unreachable provider as unavailable", async () => {
    fixture = await createSessionFixture();
    fixture.provider.fault = () => ({ kind: "status", status: 503 });
    const jar = new CookieJar();
    const { location } = await finish(jar, fixture.provider.authorize(await start(jar)));
    expect(location).toBe("/sign-in?error=unavailable&returnTo=%2Fdinners%2F1");
  });

  it("prints no secret, state or verifier under DEBUG", async () => {
    const written: string[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    // The very instance the strategy's base class prints with.
    const strategyModule = createRequire(import.meta.url).resolve("remix-auth-auth0");
    const debug = createRequire(strategyModule)("debug") as { enable(names: string): void; disable(): void };
    try {
      debug.enable("*");
      fixture = await createSessionFixture();
      const jar = new CookieJar();
      const url = await start(jar);
      await finish(jar, fixture.provider.authorize(url));
      const state = new URL(url).searchParams.get("state") ?? "";
      expect(written.join("")).toContain("Auth0Strategy");
      expect(written.join("")).not.toContain("canary-client-secret");
      expect(written.join("")).not.toContain(state);
    } finally {
      debug.disable();
      write.mockRestore();
    }
  });
});
