import type { JWTPayload } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "./auth-event.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import type { CookieJar } from "./testing/browser-jar.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";
import { createMemoryUseOnce } from "./use-once.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

describe("backchannelLogout", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const path = "/auth/backchannel-logout";
  const send = (token: string, session = fixture.session, init: RequestInit = {}) =>
    session.backchannelLogout(
      fixture.request(null, path, {
        method: "POST",
        body: new URLSearchParams({ logout_token: token }),
        ...init,
      }),
    );
  const statusOf = async (jar: CookieJar, session = fixture.session) =>
    (await session.open(fixture.request(jar))).status;

  it("row 28: believes no forged, replayed or foreign token, and ends every tab with a valid one", async () => {
    const sessions = createMemorySessionStore();
    const useOnce = createMemoryUseOnce(Date.now);
    fixture = await createSessionFixture({ sessions, useOnce });
    const processes = [fixture.session, fixture.another(), fixture.another(), fixture.another()];
    const mine = { providerSid: "sid-mine" };
    const tabs = [await fixture.signedIn("auth0|ada", mine), await fixture.signedIn("auth0|ada", mine)];
    const other = await fixture.signedIn("auth0|ada", { providerSid: "sid-other" });
    const claims = { sub: "auth0|ada", sid: "sid-mine" };

    const used = await fixture.provider.logoutToken({ sub: "auth0|somebody", sid: "sid-somebody" });
    expect((await send(used)).status).toBe(200);
    const four = {
      forged: await fixture.provider.logoutToken(claims, { foreignKey: true }),
      replayed: used,
      nonce: await fixture.provider.logoutToken({ ...claims, nonce: "n" }),
      audience: await fixture.provider.logoutToken({ ...claims, aud: "another-client" }),
    };
    let accepted = 0;
    for (const [index, token] of Object.values(four).entries()) {
      const response = await send(token, processes[index]);
      if (response.status !== 400) accepted++;
    }
    for (const tab of [...tabs, other]) expect(await statusOf(tab)).toBe("active");

    expect((await send(await fixture.provider.logoutToken(claims))).status).toBe(200);
    let requests = 0;
    for (const tab of tabs) {
      for (const session of processes) if ((await statusOf(tab, session)) === "active") requests++;
    }
    const figures = { forgeries: 4, accepted, "requests of an ended tab that pass": requests };
    expect(report("28 cookie only", figures)).toEqual({});

    expect(await statusOf(other)).toBe("active");
  });

  const now = () => Math.floor(fixture.clock.now() / 1000);
  const bad: [name: string, claims: () => JWTPayload, options?: { typ?: string; unsigned?: boolean }][] = [
    ["no signature", () => ({}), { unsigned: true }],
    ["another issuer", () => ({ iss: "https://evil.test/" })],
    ["no issuer", () => ({ iss: undefined })],
    ["no audience", () => ({ aud: undefined })],
    ["an end in the past", () => ({ exp: now() - 61 })],
    ["no end", () => ({ exp: undefined })],
    ["a beginning in the future", () => ({ iat: now() + 120, exp: now() + 240 })],
    ["a beginning long ago", () => ({ iat: now() - 700, exp: now() + 3600 })],
    ["no beginning", () => ({ iat: undefined })],
    ["no id", () => ({ jti: undefined })],
    ["an empty id", () => ({ jti: "" })],
    ["no event", () => ({ events: undefined })],
    ["another event", () => ({ events: { "http://schemas.openid.net/event/other": {} } })],
    ["an event that is no object", () => ({ events: { [EVENT]: "yes" } })],
    ["a nonce, even an empty one", () => ({ nonce: "" })],
    ["neither session nor person", () => ({ sid: undefined, sub: undefined })],
    ["a session that is no text", () => ({ sid: 7 as unknown as string })],
    ["the type of another token", () => ({}), { typ: "at+jwt" }],
  ];

  it.each(bad)("answers 400 to a token with %s", async (_name, claims, options) => {
    const events: AuthEvent[] = [];
    fixture = await createSessionFixture({ log: (event) => events.push(event) });
    const jar = await fixture.signedIn("auth0|ada", { providerSid: "sid" });
    const all = { sub: "auth0|ada", sid: "sid", ...claims() };
    const response = await send(await fixture.provider.logoutToken(all, options));
    expect(response.status).toBe(400);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      error: "invalid_request",
      error_description: expect.any(String),
    });
    expect(await statusOf(jar)).toBe("active");
    expect(events).toContainEqual(expect.objectContaining({ endpoint: "backchannel-logout" }));
  });

  it.each([
    ["a GET", { method: "GET", body: null }, 405],
    ["JSON", { body: "{}", headers: { "content-type": "application/json" } }, 400],
    ["an empty form", { body: new URLSearchParams() }, 400],
    ["two tokens", { body: new URLSearchParams("logout_token=a&logout_token=b") }, 400],
    ["nonsense", { body: new URLSearchParams("logout_token=nonsense") }, 400],
    ["a form that is too long", { body: new URLSearchParams({ logout_token: "x".repeat(20_000) }) }, 400],
  ] as [string, RequestInit, number][])("refuses %s", async (_name, init, status) => {
    fixture = await createSessionFixture();
    const response = await send("", fixture.session, init);
    expect([response.status, response.headers.get("cache-control")]).toEqual([status, "no-store"]);
  });

  it.each([null, "JWT", "logout+jwt", "application/logout+jwt"])("accepts the type %s", async (typ) => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn("auth0|ada", { providerSid: "sid" });
    const response = await send(await fixture.provider.logoutToken({ sid: "sid" }, { typ }));
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await statusOf(jar)).toBe("anonymous");
  });

  it("ends all sessions of a person, when the token names no session; later ones live", async () => {
    fixture = await createSessionFixture();
    const jars = [await fixture.signedIn(), await fixture.signedIn("auth0|ada", { providerSid: "sid" })];
    const theirs = await fixture.signedIn("auth0|grace");
    expect((await send(await fixture.provider.logoutToken({ sub: "auth0|ada" }))).status).toBe(200);
    for (const jar of jars) expect(await statusOf(jar)).toBe("anonymous");
    fixture.clock.advance(0.001);
    expect([await statusOf(theirs), await statusOf(await fixture.signedIn())]).toEqual(["active", "active"]);
  });

  it("ends a session that is signed in to after the provider's has ended", async () => {
    fixture = await createSessionFixture();
    expect((await send(await fixture.provider.logoutToken({ sid: "sid" }))).status).toBe(200);
    fixture.clock.advance(30);
    expect(await statusOf(await fixture.signedIn("auth0|ada", { providerSid: "sid" }))).toBe("anonymous");
  });

  it("tells whoever holds the session", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn("auth0|ada", { providerSid: "sid" });
    const lease = await fixture.session.leases.lease(fixture.request(jar));
    if (!lease) throw new Error("Nobody is signed in.");
    let ended = 0;
    fixture.session.leases.watch(lease, { rotated: () => undefined, ended: () => ended++ });
    await send(await fixture.provider.logoutToken({ sid: "sid" }));
    await expect.poll(() => ended).toBe(1);
  });

  it("ends nothing and uses nothing up while what was used cannot be recorded", async () => {
    let isDown = true;
    const useOnce = createMemoryUseOnce(Date.now);
    fixture = await createSessionFixture({
      useOnce: (...use) => (isDown ? Promise.reject(new Error("down")) : useOnce(...use)),
    });
    const jar = await fixture.signedIn("auth0|ada", { providerSid: "sid" });
    const token = await fixture.provider.logoutToken({ sid: "sid" });
    expect((await send(token)).status).toBe(400);
    expect(await statusOf(jar)).toBe("active");
    isDown = false;
    expect((await send(token)).status).toBe(200);
    expect(await statusOf(jar)).toBe("anonymous");
  });
});
