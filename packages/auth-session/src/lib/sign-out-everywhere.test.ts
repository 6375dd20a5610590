import { afterEach, describe, expect, it } from "vitest";
import type { AuthSession } from "./auth-session.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import type { TestUser } from "./testing/app-fixture.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("logout({ everywhere: true })", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const everywhere = (jar: CookieJar, session: AuthSession<TestUser> = fixture.session, init?: RequestInit) =>
    session.logout(fixture.post(jar, "/auth/logout", init), { everywhere: true });
  const statusOf = async (jar: CookieJar, session: AuthSession<TestUser> = fixture.session) =>
    (await session.open(fixture.request(jar))).status;

  it("ends every session of the person that there is, in every process with the store, and nobody else's", async () => {
    const sessions = { ...createMemorySessionStore(), isShared: true };
    fixture = await createSessionFixture({ sessions });
    const another = fixture.another();
    const mine = await Promise.all([fixture.signedIn(), fixture.signedIn(), fixture.signedIn()]);
    const theirs = await fixture.signedIn("auth0|grace");
    const [here] = mine;
    const response = await everywhere(here!);
    here!.take(response);
    expect([response.status, here!.names]).toEqual([303, ["__Host-session-out"]]);
    for (const session of [fixture.session, another]) {
      for (const jar of mine) expect(await statusOf(jar, session)).toBe("anonymous");
      expect(await statusOf(theirs, session)).toBe("active");
    }
    fixture.clock.advance(0.001);
    for (const session of [fixture.session, another]) {
      expect(await statusOf(await fixture.signedIn(), session)).toBe("active");
    }
    expect([fixture.session.endsSharedSessions, another.endsSharedSessions]).toEqual([true, true]);
  });

  it("reaches no further than this process without a shared store, and says so", async () => {
    fixture = await createSessionFixture();
    const another = fixture.another();
    const [here, there] = [await fixture.signedIn(), await fixture.signedIn()];
    await everywhere(here);
    expect([await statusOf(there), await statusOf(there, another)]).toEqual(["anonymous", "active"]);
    expect(fixture.session.endsSharedSessions).toBe(false);
  });

  it("tells whoever holds one of the sessions, once", async () => {
    fixture = await createSessionFixture();
    const ended: string[] = [];
    const hold = async (name: string, jar: CookieJar) => {
      const lease = await fixture.session.leases.lease(fixture.request(jar));
      if (!lease) throw new Error("Nobody is signed in.");
      fixture.session.leases.watch(lease, { rotated: () => undefined, ended: () => ended.push(name) });
    };
    const [here, there] = [await fixture.signedIn(), await fixture.signedIn()];
    await hold("here", here);
    await hold("there", there);
    await hold("theirs", await fixture.signedIn("auth0|grace"));
    // Holding begins a moment after the call.
    await new Promise((resolve) => setImmediate(resolve));
    await everywhere(here);
    await expect.poll(() => ended.toSorted()).toEqual(["here", "there"]);
  });

  it("also ends a session whose token is being renewed, and revokes what comes of it", async () => {
    fixture = await createSessionFixture();
    const [here, there] = [await fixture.signedIn(), await fixture.signedIn()];
    fixture.clock.advance(850);
    let renewing = () => undefined as void;
    const isRenewing = new Promise<void>((resolve) => (renewing = resolve));
    fixture.provider.fault = (endpoint) => {
      if (endpoint === "refresh") renewing();
      return endpoint === "refresh" ? { kind: "delay", ms: 100 } : null;
    };
    const opening = fixture.session.open(fixture.request(there));
    await isRenewing;
    await everywhere(here);
    const auth = await opening;
    expect([auth.status, auth.seal(new Response()).headers.getSetCookie()]).toEqual(["anonymous", []]);
    expect(fixture.provider.hits.revoke).toBe(2);
  });

  it("is not for a copy of a cookie that was signed out, nor for another site's page", async () => {
    fixture = await createSessionFixture();
    const [here, there] = [await fixture.signedIn(), await fixture.signedIn()];
    const copy = new CookieJar();
    copy.set("__Host-session", here.get("__Host-session") ?? "");
    expect(
      (await everywhere(here, fixture.session, { headers: { origin: "https://evil.test" } })).status,
    ).toBe(403);
    await fixture.session.logout(fixture.post(here, "/auth/logout"));
    for (const jar of [copy, new CookieJar()]) {
      const response = await everywhere(jar);
      expect([response.status, response.headers.get("location")]).toEqual([303, "/sign-in"]);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
    }
    expect(await statusOf(there)).toBe("active");
  });

  it("is found by processes that have other keys in front", async () => {
    const sessions = createMemorySessionStore();
    fixture = await createSessionFixture({ sessions });
    const [k1] = fixture.options.keys;
    const k2 = { id: "k2", secret: crypto.getRandomValues(new Uint8Array(32)) };
    const newKeys = fixture.another({ keys: [k2, k1!] });
    const [here, there] = [await fixture.signedIn(), await fixture.signedIn()];
    await everywhere(here, newKeys);
    expect([await statusOf(there), await statusOf(there, newKeys)]).toEqual(["anonymous", "anonymous"]);
  });
});
