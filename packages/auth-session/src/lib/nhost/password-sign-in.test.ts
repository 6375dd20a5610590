import { HASURA_CLAIMS_NAMESPACE } from "@potluck/contracts";
import { Secret } from "@potluck/contracts/secret";
import { generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "../auth-event.ts";
import { unverifiedClaims } from "../jwt-claims.ts";
import type { LoginContext } from "../options.ts";
import { CookieJar } from "../testing/browser-jar.ts";
import { createNhostFixture, type NhostFixture } from "../testing/nhost-fixture.ts";
import type { ProviderFault } from "../testing/test-provider.ts";

const ada = { email: "ada@example.test", password: "correct horse" };

describe("createPasswordSignIn", { timeout: 30_000 }, () => {
  let fixture: NhostFixture;
  afterEach(() => fixture.close());

  const open = (jar: CookieJar) => fixture.session.open(fixture.request(jar));

  it("signs in with what the form says, and leads to the page that was asked for", async () => {
    const logins: LoginContext[] = [];
    fixture = await createNhostFixture({
      onLogin: (login) => {
        logins.push(login);
        return Promise.resolve({ name: login.profile.name ?? "" });
      },
    });
    const user = fixture.provider.addUser({ metadata: { diet: "no nuts" } });
    const jar = new CookieJar();
    const { response, location } = await fixture.submit(jar, { ...ada, returnTo: "/dinners/1?tab=guests" });
    expect([response.status, location]).toEqual([303, "/dinners/1?tab=guests"]);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-session=\S+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    expect(logins[0]).toMatchObject({
      userId: user.id,
      profile: { name: "Ada Fern", email: ada.email, emailVerified: true },
      claims: { metadata: { diet: "no nuts" } },
    });
    const auth = await open(jar);
    expect([auth.userId, auth.requireUser(), auth.claims?.["x-hasura-default-role"]]).toEqual([
      user.id,
      { name: "Ada Fern" },
      "user",
    ]);
    expect(fixture.provider.hits).toMatchObject({ signin: 1, jwks: 1, refresh: 0 });
  });

  it("forgets what was typed", async () => {
    const events: AuthEvent[] = [];
    fixture = await createNhostFixture({ log: (event) => events.push(event) });
    fixture.provider.addUser();
    for (const password of [ada.password, "canary-of-a-wrong-password"]) {
      const { response } = await fixture.submit(new CookieJar(), { ...ada, password });
      const told = JSON.stringify([events, [...response.headers], await response.text()]);
      expect(told).not.toContain(password);
      expect(told).not.toContain(ada.email);
    }
    expect(events.map(({ type }) => type)).toEqual(["signed-in", "sign-in-failed"]);
  });

  it("sends whoever comes without a form to the sign-in page, and knows the way back", async () => {
    fixture = await createNhostFixture();
    const login = (path: string, init: RequestInit = {}) =>
      fixture.session.login(fixture.request(null, path, init));
    const asked = await login("/auth/login?returnTo=/dinners/1&max_age=300&prompt=login");
    expect([asked.status, asked.headers.get("location"), asked.headers.getSetCookie()]).toEqual([
      303,
      "/sign-in?returnTo=%2Fdinners%2F1",
      [],
    ]);
    expect((await login("/auth/login")).headers.get("location")).toBe("/sign-in");
    const prefetch = await login("/auth/login", { headers: { "sec-purpose": "prefetch" } });
    expect(prefetch.status).toBe(204);
    expect(fixture.provider.hits.signin).toBe(0);
  });

  it.each<[string, Record<string, string>, string]>([
    ["a wrong password", { ...ada, password: "wrong" }, "credentials"],
    ["an address nobody has", { ...ada, email: "ben@example.test" }, "credentials"],
    ["an address that is none", { ...ada, email: "ada" }, "credentials"],
    ["a password too long for any account", { ...ada, password: "x".repeat(51) }, "credentials"],
    ["no password", { email: ada.email, password: "" }, "credentials"],
    ["an address that has yet to be confirmed", { ...ada, email: "new@example.test" }, "unverified"],
    ["an account that was closed", { ...ada, email: "gone@example.test" }, "denied"],
    ["a code nobody asked for", { otp: "123456" }, "expired"],
  ])("leads back to the form with %s, and says what was wrong", async (_name, fields, code) => {
    fixture = await createNhostFixture();
    fixture.provider.addUser();
    fixture.provider.addUser({ email: "new@example.test", emailVerified: false });
    fixture.provider.addUser({ email: "gone@example.test", disabled: true });
    const jar = new CookieJar();
    const { response, location } = await fixture.submit(jar, { ...fields, returnTo: "/dinners/1" });
    expect(location).toBe(`/sign-in?error=${code}&returnTo=%2Fdinners%2F1`);
    expect([jar.names, response.headers.get("cache-control")]).toEqual([[], "private, no-store"]);
  });

  it.each<[string, ProviderFault, string]>([
    ["429", { kind: "status", status: 429, body: "" }, "rate-limited"],
    ["500", { kind: "status", status: 500 }, "unavailable"],
    ["nothing", { kind: "drop", commit: false }, "unavailable"],
    [
      "that it is switched off",
      { kind: "status", status: 409, body: { error: "disabled-endpoint" } },
      "provider",
    ],
    ["something else", { kind: "status", status: 200, body: { session: null } }, "invalid"],
  ])("says so when the service answers %s", async (_name, fault, code) => {
    fixture = await createNhostFixture();
    fixture.provider.fault = () => fault;
    expect((await fixture.submit(new CookieJar(), ada)).location).toBe(`/sign-in?error=${code}`);
    expect(fixture.provider.hits.signin).toBe(1);
  });

  it("says no more of an account than the service does", async () => {
    fixture = await createNhostFixture({}, { concealErrors: true });
    fixture.provider.addUser({ email: "gone@example.test", disabled: true });
    for (const email of ["gone@example.test", "ben@example.test"]) {
      const { location } = await fixture.submit(new CookieJar(), { ...ada, email });
      expect(location).toBe("/sign-in?error=credentials");
    }
  });

  it("passes the browser's address on, so that one person's attempts are not everybody's", async () => {
    fixture = await createNhostFixture(
      { clientAddress: (request) => request.headers.get("x-real-ip") },
      { bruteForce: { burst: 3, intervalS: 300 } },
    );
    fixture.provider.addUser();
    const from = (address: string, fields = ada) =>
      fixture.submit(new CookieJar(), fields, { headers: { "x-real-ip": address } });
    const wrong = { ...ada, password: "wrong" };
    const codes: (string | null)[] = [];
    for (let attempt = 0; attempt < 4; attempt++) codes.push((await from("192.0.2.1", wrong)).location);
    expect(codes).toEqual([...Array(3).fill("/sign-in?error=credentials"), "/sign-in?error=rate-limited"]);
    expect((await from("192.0.2.1")).location).toBe("/sign-in?error=rate-limited");
    expect((await from("192.0.2.2")).isSignedIn).toBe(true);
    fixture.clock.advance(301);
    expect((await from("192.0.2.1")).isSignedIn).toBe(true);
    expect(new Set(fixture.provider.addresses)).toEqual(new Set(["192.0.2.1", "192.0.2.2"]));
  });

  it("believes no address that the browser itself says", async () => {
    fixture = await createNhostFixture();
    fixture.provider.addUser();
    await fixture.submit(new CookieJar(), ada, { headers: { "x-forwarded-for": "192.0.2.1" } });
    expect(fixture.provider.addresses).toEqual([undefined]);
  });

  it("takes the form from our own pages only: nobody is signed in as somebody else by a foreign page", async () => {
    fixture = await createNhostFixture();
    fixture.provider.addUser();
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
      { origin: "https://evil.test", "sec-fetch-site": "same-origin" },
      { origin: "https://other.app.test", "sec-fetch-site": "same-site" },
      { origin: fixture.origin, "sec-fetch-site": "cross-site" },
      { origin: "null", "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      const { response, isSignedIn } = await fixture.submit(new CookieJar(), ada, { headers });
      expect([headers, response.status, isSignedIn]).toEqual([headers, 403, false]);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
    }
    expect(fixture.provider.hits.signin).toBe(0);
  });

  it.each<[string, RequestInit]>([
    ["JSON", { body: JSON.stringify(ada), headers: { "content-type": "application/json" } }],
    ["more than a form has", { body: new URLSearchParams({ ...ada, more: "x".repeat(9000) }) }],
  ])("refuses %s", async (_name, init) => {
    fixture = await createNhostFixture();
    expect((await fixture.submit(new CookieJar(), {}, init)).response.status).toBe(400);
    expect(fixture.provider.hits.signin).toBe(0);
  });

  it.each([
    "https://evil.test/",
    "//evil.test",
    "/\\evil.test",
    "/%2f%2fevil.test",
    "/.//evil.test",
    "javascript:alert(1)",
    "/auth/login",
    "/auth/callback?x=1",
  ])("never leads to %s, signed in or not", async (returnTo) => {
    fixture = await createNhostFixture();
    fixture.provider.addUser();
    expect((await fixture.submit(new CookieJar(), { ...ada, returnTo })).location).toBe("/");
    const failed = await fixture.submit(new CookieJar(), { ...ada, password: "wrong", returnTo });
    expect(failed.location).toBe("/sign-in?error=credentials");
    const query = new URLSearchParams({ returnTo });
    const linked = await fixture.session.login(fixture.request(null, `/auth/login?${query.toString()}`));
    expect(linked.headers.get("location")).toBe("/sign-in");
  });

  it("ends the session that the new one replaces, at the service too", async () => {
    fixture = await createNhostFixture();
    fixture.provider.addUser();
    const tokens = await fixture.provider.issue();
    const jar = await fixture.signedIn(undefined, tokens);
    const former = jar.header;
    expect((await fixture.submit(jar, ada)).isSignedIn).toBe(true);
    expect(fixture.provider.isAlive(tokens.refreshToken)).toBe(false);
    const old = new Request(fixture.origin, { headers: { cookie: former } });
    expect((await fixture.session.open(old)).status).toBe("anonymous");
  });

  it("creates no session when onLogin fails, and revokes the token", async () => {
    fixture = await createNhostFixture({ onLogin: () => Promise.reject(new Error("database down")) });
    fixture.provider.addUser();
    expect((await fixture.submit(new CookieJar(), ada)).location).toBe("/sign-in?error=refused");
    expect([
      fixture.provider.hits.revoke,
      fixture.provider.isAlive(fixture.provider.issued[1] ?? ""),
    ]).toEqual([1, false]);
  });

  it("has a proof of identity that is as old as the password is, for pages that ask", async () => {
    fixture = await createNhostFixture();
    fixture.provider.addUser();
    const jar = new CookieJar();
    await fixture.submit(jar, ada);
    expect((await open(jar)).requireRecent(300)).toEqual({ name: "Ada Fern" });
    for (let minute = 0; minute < 10; minute += 5) {
      fixture.clock.advance(300);
      jar.take((await open(jar)).seal(new Response()));
    }
    const auth = await open(jar);
    const thrown = await Promise.resolve()
      .then(() => auth.requireRecent(300))
      .catch((error: unknown) => error);
    const location = (thrown as Response).headers.get("location") ?? "";
    expect(location).toMatch(/^\/auth\/login\?/);
    const form = await fixture.session.login(fixture.request(jar, location));
    expect(form.headers.get("location")).toBe("/sign-in?returnTo=%2Fdinners");
    const again = await fixture.submit(jar, { ...ada, returnTo: "/dinners" });
    expect([again.location, (await open(jar)).requireRecent(300)]).toEqual([
      "/dinners",
      { name: "Ada Fern" },
    ]);
  });

  it("has nothing to come back from, and no logout tokens", async () => {
    fixture = await createNhostFixture();
    const callback = await fixture.session.callback(fixture.request(null, "/auth/callback?code=x&state=y"));
    const logout = await fixture.session.backchannelLogout(fixture.request(null, "/x", { method: "POST" }));
    expect([callback.status, logout.status]).toEqual([404, 404]);
  });

  describe("with a second factor", () => {
    const login = { ...ada, returnTo: "/dinners/1" };

    async function halfSignedIn(): Promise<CookieJar> {
      fixture = await createNhostFixture();
      fixture.provider.addUser({ totp: "123456" });
      const jar = new CookieJar();
      const { location, isSignedIn } = await fixture.submit(jar, login);
      expect([location, isSignedIn]).toEqual(["/sign-in?step=code&returnTo=%2Fdinners%2F1", false]);
      return jar;
    }

    it("asks for the code, and keeps the ticket from everybody", async () => {
      const jar = await halfSignedIn();
      expect((await open(jar)).status).toBe("anonymous");
      expect(jar.names).toEqual(["__Host-session-tx-mfa"]);
      expect(jar.header).not.toContain("mfaTotp");
      const { location } = await fixture.submit(jar, { otp: "123 456", returnTo: "/dinners/1" });
      expect([location, jar.names]).toEqual(["/dinners/1", ["__Host-session"]]);
      expect((await open(jar)).requireMultiFactor()).toEqual({ name: "Ada Fern" });
    });

    it("begins anew after a wrong code: the ticket was good for one attempt", async () => {
      const jar = await halfSignedIn();
      const wrong = await fixture.submit(jar, { otp: "654321", returnTo: "/dinners/1" });
      expect([wrong.location, jar.names]).toEqual(["/sign-in?error=wrong-code&returnTo=%2Fdinners%2F1", []]);
      expect((await fixture.submit(jar, { otp: "123456" })).location).toBe("/sign-in?error=expired");
    });

    it("takes no ticket that is older than five minutes, or that is not ours", async () => {
      const jar = await halfSignedIn();
      fixture.clock.advance(301);
      expect((await fixture.submit(jar, { otp: "123456" })).location).toBe("/sign-in?error=wrong-code");
      jar.set("__Host-session-tx-mfa", "1.k1.bWZhVG90cDo");
      expect((await fixture.submit(jar, { otp: "123456" })).location).toBe("/sign-in?error=expired");
    });

    it("says that it is missing where a page asks for one and the person has none", async () => {
      fixture = await createNhostFixture();
      fixture.provider.addUser();
      const jar = new CookieJar();
      await fixture.submit(jar, ada);
      const auth = await open(jar);
      const thrown = await Promise.resolve()
        .then(() => auth.requireMultiFactor())
        .catch((error: unknown) => error);
      const asked = fixture.request(jar, (thrown as Response).headers.get("location") ?? "");
      const { headers } = await fixture.session.login(asked);
      expect(headers.get("location")).toBe("/sign-in?error=insufficient&returnTo=%2Fdinners");
    });
  });

  describe("of the access token", () => {
    const jwtKey = "a key that Nhost and Hasura share with each other";

    /** Signs in with a service whose answer somebody has changed on the way. */
    async function withToken(change: (token: string) => Promise<string>, more: { jwtKey?: string } = {}) {
      fixture = await createNhostFixture(
        {
          ...(more.jwtKey !== undefined && { jwtKey: new Secret(more.jwtKey) }),
          async fetch(input, init) {
            const response = await fetch(input, init);
            if (!String(input instanceof Request ? input.url : input).includes("/signin/")) return response;
            const { session } = (await response.json()) as { session: { accessToken: string } };
            return Response.json({ session: { ...session, accessToken: await change(session.accessToken) } });
          },
        },
        more,
      );
      fixture.provider.addUser();
      return fixture.submit(new CookieJar(), ada);
    }
    const claimsOf = (token: string) => ({ ...unverifiedClaims(token) });
    const signed = async (claims: Record<string, unknown>, key?: CryptoKey | Uint8Array) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: key instanceof Uint8Array ? "HS256" : "RS256" })
        .sign(key ?? (await generateKeyPair("RS256")).privateKey);

    it.each<[string, (token: string) => Promise<string>, string]>([
      ["is signed by somebody else", (token) => signed(claimsOf(token)), "invalid"],
      [
        "was changed",
        (token) => Promise.resolve(token.replace(/\.(.)/, (_dot, first) => `.${first === "e" ? "f" : "e"}`)),
        "invalid",
      ],
      [
        "is signed with the published key as if it were a secret",
        async (token) =>
          signed(claimsOf(token), new TextEncoder().encode("a published key, taken for a secret")),
        "invalid",
      ],
      ["is no token", () => Promise.resolve("canary"), "invalid"],
    ])("refuses one that %s, and leaves no token behind", async (_name, change, code) => {
      const { location, isSignedIn } = await withToken(change);
      expect([location, isSignedIn]).toEqual([`/sign-in?error=${code}`, false]);
      expect(fixture.provider.isAlive(fixture.provider.issued[1] ?? "")).toBe(false);
    });

    const key = new TextEncoder().encode(jwtKey);
    it.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>, boolean]>([
      ["as it is", (claims) => claims, true],
      ["of another issuer", (claims) => ({ ...claims, iss: "https://evil.test" }), false],
      ["that has expired", ({ iat, ...claims }) => ({ ...claims, iat, exp: Number(iat) - 120 }), false],
      ["without an end", ({ exp: _exp, ...claims }) => claims, false],
      ["without Hasura's claims", ({ sub, iss, iat, exp }) => ({ sub, iss, iat, exp }), false],
      ["that names two people", (claims) => ({ ...claims, sub: "somebody-else" }), false],
      [
        "of somebody other than the user",
        (claims) => ({
          ...claims,
          sub: "somebody-else",
          [HASURA_CLAIMS_NAMESPACE]: {
            "x-hasura-allowed-roles": ["user"],
            "x-hasura-default-role": "user",
            "x-hasura-user-id": "somebody-else",
          },
        }),
        false,
      ],
    ])("tells with the shared key whether to take one, %s", async (_name, change, isTaken) => {
      const { isSignedIn } = await withToken((token) => signed(change(claimsOf(token)), key), { jwtKey });
      expect(isSignedIn).toBe(isTaken);
      expect(fixture.provider.hits.jwks).toBe(0);
    });

    it("says what to do when it is signed in the other way than configured", async () => {
      const reasons: string[] = [];
      const log = (event: AuthEvent) => event.type === "sign-in-failed" && reasons.push(event.reason);
      fixture = await createNhostFixture({ log }, { jwtKey });
      fixture.provider.addUser();
      await fixture.submit(new CookieJar(), ada);
      await fixture.close();
      fixture = await createNhostFixture({ log, jwtKey: new Secret(jwtKey) });
      fixture.provider.addUser();
      await fixture.submit(new CookieJar(), ada);
      expect(reasons).toEqual([
        expect.stringContaining("give that as jwtKey"),
        expect.stringContaining("leave jwtKey out"),
      ]);
    });

    it.each(["hasura-auth", "https://one-of-ours.test"])(
      "takes the issuer %s where that is configured, or was usual",
      async (issuer) => {
        fixture = await createNhostFixture(issuer === "hasura-auth" ? {} : { issuer }, { issuer });
        fixture.provider.addUser();
        expect((await fixture.submit(new CookieJar(), ada)).isSignedIn).toBe(true);
      },
    );

    it("asks to try again while the keys cannot be had", async () => {
      fixture = await createNhostFixture({
        fetch: (input, init) =>
          String(input instanceof Request ? input.url : input).endsWith("jwks.json")
            ? Promise.reject(new TypeError("no connection"))
            : fetch(input, init),
      });
      fixture.provider.addUser();
      expect((await fixture.submit(new CookieJar(), ada)).location).toBe("/sign-in?error=unavailable");
      expect(fixture.provider.hits.revoke).toBe(1);
    });

    it("never shows the shared key, nor the refresh token", async () => {
      fixture = await createNhostFixture({ jwtKey: new Secret(jwtKey) }, { jwtKey });
      fixture.provider.addUser();
      const jar = new CookieJar();
      await fixture.submit(jar, ada);
      for (const leak of [jwtKey, fixture.provider.issued[1] ?? ""]) {
        const answer = await fixture.session.screen(fixture.request(jar), new Response(`canary ${leak}`));
        expect([leak, answer.status]).toEqual([leak, 500]);
      }
    });
  });
});
