import { afterEach, describe, expect, it, vi } from "vitest";
import { CookieJar } from "./testing/browser-jar.ts";
import { enableDebug } from "./testing/enable-debug.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("createSignIn", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const start = (jar: CookieJar, path?: string) => fixture.start(jar, path);
  const finish = (jar: CookieJar, url: string) => fixture.finish(jar, url);

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

  it("answers a prefetch without starting anything", async () => {
    fixture = await createSessionFixture();
    const request = fixture.request(null, "/auth/login", {
      headers: { "sec-purpose": "prefetch;prerender" },
    });
    const response = await fixture.session.login(request);
    expect([response.status, response.headers.getSetCookie()]).toEqual([204, []]);
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

  it("closes what the session before held only when the answer with the new one is ready to go", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn("auth0|ben");
    const lease = await fixture.session.leases.lease(fixture.request(jar));
    if (!lease) throw new Error("Nobody is signed in.");
    const order: string[] = [];
    fixture.session.leases.watch(lease, { rotated: () => undefined, ended: () => order.push("closed") });
    const callback = fixture.provider.authorize(await start(jar));
    fixture.provider.fault = (endpoint) => {
      if (endpoint === "revoke") order.push("revoked");
      return endpoint === "revoke" ? { kind: "delay", ms: 50 } : null;
    };
    await finish(jar, callback);
    await expect.poll(() => order).toEqual(["revoked", "closed"]);
  });

  it("leaves no token valid that a refresh under way brought in for the session before", async () => {
    const jars: CookieJar[] = [];
    fixture = await createSessionFixture({
      async fetch(input, init) {
        // A refresh that was not yet known of when the revocation was sent, and is done before the end is recorded.
        const [jar] = new Request(input).url.endsWith("/oauth/revoke") ? jars.splice(0) : [];
        if (jar) await fixture.session.open(fixture.request(jar));
        return fetch(input, init);
      },
    });
    const jar = await fixture.signedIn("auth0|ben");
    fixture.clock.advance(850);
    const callback = fixture.provider.authorize(await start(jar));
    jars.push(jar);
    await finish(jar, callback);
    expect(fixture.provider.hits.refresh).toBe(1);
    await expect.poll(() => fixture.provider.hits.revoke).toBe(2);
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
    const disableDebug = enableDebug();
    try {
      fixture = await createSessionFixture();
      const jar = new CookieJar();
      const url = await start(jar);
      await finish(jar, fixture.provider.authorize(url));
      const state = new URL(url).searchParams.get("state") ?? "";
      expect(written.join("")).toContain("Auth0Strategy");
      expect(written.join("")).not.toContain("canary-client-secret");
      expect(written.join("")).not.toContain(state);
    } finally {
      disableDebug();
      write.mockRestore();
    }
  });
});
