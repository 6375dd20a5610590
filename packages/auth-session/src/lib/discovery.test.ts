import { afterEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "./auth-event.ts";
import { discoveredIssuer } from "./discovery.ts";
import { allowInsecureIssuer } from "./insecure-issuer.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { FakeClock } from "./testing/fake-clock.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

const issuer = "https://idp.test/realms/one";
const good = {
  issuer,
  authorization_endpoint: "https://idp.test/authorize",
  token_endpoint: "https://idp.test/token",
  jwks_uri: "https://idp.test/keys",
};

function setUp(answer: () => Response | Promise<Response>, given: string = issuer) {
  const asked: string[] = [];
  const events: AuthEvent[] = [];
  const clock = new FakeClock();
  const provider = discoveredIssuer({
    issuer: given,
    clock,
    timeoutMs: 1000,
    log: (event) => events.push(event),
    fetch: async (url) => {
      asked.push(url instanceof Request ? url.url : String(url));
      return answer();
    },
  });
  return { provider, asked, events, clock };
}

describe("discoveredIssuer", () => {
  it("asks when it is first needed, once for many at once, and again after an hour", async () => {
    const { provider, asked, clock } = setUp(() => Response.json(good));
    expect(asked).toEqual([]);
    const all = await Promise.all(Array.from({ length: 50 }, () => provider.endpoints()));
    expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`]);
    expect(all[49]).toEqual({
      authorization: "https://idp.test/authorize",
      token: "https://idp.test/token",
      jwks: "https://idp.test/keys",
      revocation: null,
      endSession: null,
      namesIssuer: false,
    });
    clock.advance(3599);
    await provider.endpoints();
    expect(asked).toHaveLength(1);
    clock.advance(2);
    await provider.endpoints();
    expect(asked).toHaveLength(2);
  });

  it("asks again after a failure, and lives on what it knows while the provider is down", async () => {
    let up = false;
    const { provider, asked, clock, events } = setUp(() =>
      up ? Response.json(good) : new Response("no", { status: 503 }),
    );
    await expect(provider.endpoints()).rejects.toThrow(/answers 503. Is the issuer right/);
    up = true;
    await provider.endpoints();
    up = false;
    clock.advance(3601);
    expect((await provider.endpoints()).token).toBe("https://idp.test/token");
    await provider.endpoints();
    expect(asked).toHaveLength(3); // not for every request
    expect(events.filter(({ type }) => type === "discovery-failed")).toHaveLength(2);
    clock.advance(61);
    await provider.endpoints();
    expect(asked).toHaveLength(4);
  });

  it.each([
    [
      "another issuer",
      { ...good, issuer: `${issuer}/` },
      /was configured. Give it exactly so, slash included/,
    ],
    [
      "no token endpoint",
      { ...good, token_endpoint: undefined },
      /lacks what signing in needs: token_endpoint/,
    ],
    [
      "an http endpoint",
      { ...good, jwks_uri: "http://idp.test/keys" },
      /address for jwks that does not use https/,
    ],
    ["a list", [], /lacks what signing in needs/],
  ])("refuses a configuration with %s", async (_name, body, message) => {
    const { provider } = setUp(() => Response.json(body));
    await expect(provider.endpoints()).rejects.toThrow(message);
  });

  it.each([
    ["a page", () => new Response("<html>"), /is not JSON/],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "/" } }), /answers 302/],
    ["silence", () => Promise.reject(new TypeError("fetch failed")), /does not answer/],
  ] as const)("says what is wrong when it gets %s", async (_name, answer, message) => {
    const { provider } = setUp(answer);
    await expect(provider.endpoints()).rejects.toThrow(message);
  });

  it("follows http on this computer only, and only when the issuer was allowed to", async () => {
    const insecure = allowInsecureIssuer("http://127.0.0.1:4400");
    const local = { issuer: "http://127.0.0.1:4400", authorization_endpoint: "http://127.0.0.1:4400/a" };
    const body = { ...local, token_endpoint: "http://127.0.0.1:4400/t", jwks_uri: "http://elsewhere.test/k" };
    const provider = discoveredIssuer({
      issuer: insecure,
      clock: new FakeClock(),
      timeoutMs: 1000,
      log: () => undefined,
      fetch: () => Promise.resolve(Response.json(body)),
    });
    await expect(provider.endpoints()).rejects.toThrow(/does not use https/);
  });
});

describe("a session with a provider known by its issuer alone", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("says so on the sign-in page when the provider cannot be found, and keeps the way back", async () => {
    const events: AuthEvent[] = [];
    fixture = await createSessionFixture({ provider: "oidc", log: (event) => events.push(event) });
    const location = await fixture.start(new CookieJar(), "/auth/login?returnTo=/dinners/1");
    expect(location).toBe("/sign-in?error=unavailable&returnTo=%2Fdinners%2F1");
    expect(events.find(({ type }) => type === "discovery-failed")).toMatchObject({
      reason: expect.stringContaining("answers 404"),
    });
  });

  it("goes on with a valid token, and signs out here, while the provider cannot be found", async () => {
    fixture = await createSessionFixture({ provider: "oidc" });
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    expect((await fixture.session.open(fixture.request(jar))).status).toBe("degraded");
    const response = await fixture.session.logout(fixture.post(jar, "/auth/logout"));
    expect([response.status, response.headers.get("location")]).toEqual([303, "https://app.test/"]);
    jar.take(response);
    expect((await fixture.session.open(fixture.request(jar))).status).toBe("anonymous");
  });

  it("asks nothing of an Auth0 tenant first", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    await fixture.finish(jar, fixture.provider.authorize(await fixture.start(jar)));
    expect(fixture.provider.hits.discovery).toBe(0);
  });
});
