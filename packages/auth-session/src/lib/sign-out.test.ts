import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "./auth-event.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { type AnyFixture, providerKinds } from "./testing/provider-kinds.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe.each(providerKinds)("signOut with $name", { timeout: 30_000 }, ({ name, create }) => {
  let fixture: AnyFixture;
  afterEach(() => fixture.close());

  it("row 20: is ended by no other site, neither by GET nor by POST", async () => {
    const evil = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
    const foreign: [string, RequestInit, number][] = [
      ["a cross-site link or image", { method: "GET", body: null, headers: evil }, 405],
      ["an image without any sign of its origin", { method: "GET", body: null }, 405],
      ["a cross-site form", { headers: evil }, 403],
      ["a form of a browser that tells the origin alone", { headers: { origin: "https://evil.test" } }, 403],
      [
        "a sibling site's form",
        { headers: { origin: "https://other.app.test", "sec-fetch-site": "same-site" } },
        403,
      ],
      ["a form without any sign of its origin", { headers: { origin: "null" } }, 403],
      ["a form that says it is ours, from elsewhere", { headers: { "sec-fetch-site": "cross-site" } }, 403],
    ];
    let ended = 0;
    fixture = await create();
    for (const [what, init, status] of foreign) {
      const jar = await fixture.signedIn();
      const response = await fixture.session.logout(fixture.post(jar, "/auth/logout", init));
      expect([what, response.status]).toEqual([what, status]);
      jar.take(response);
      if ((await fixture.session.open(fixture.request(jar))).status !== "active") ended++;
    }
    expect(report(`20 ${name}`, { ways: foreign.length, "sessions ended": ended })).toEqual({});
    expect(fixture.provider.hits.revoke).toBe(0);
  });

  it("accepts a form of a page that sends no referrer", async () => {
    fixture = await create();
    const headers = { origin: "null", "sec-fetch-site": "same-origin" };
    const response = await fixture.session.logout(
      fixture.post(await fixture.signedIn(), "/auth/logout", { headers }),
    );
    expect(response.status).toBe(303);
  });

  it("revokes the newest refresh token, also when the browser presents an older cookie", async () => {
    fixture = await create();
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    await fixture.session.open(fixture.request(jar)); // rotated; the answer got lost
    await fixture.session.logout(fixture.post(jar, "/auth/logout"));
    fixture.clock.advance(60);
    const fresh = fixture.another();
    expect((await fresh.open(fixture.request(jar))).status).toBe("anonymous");
  });

  it("goes on when the provider does not answer", async () => {
    fixture = await create();
    fixture.provider.fault = () => ({ kind: "drop", commit: false });
    const response = await fixture.session.logout(fixture.post(await fixture.signedIn(), "/auth/logout"));
    expect(response.status).toBe(303);
  });

  it("waits two seconds at most for the provider to revoke the token", async () => {
    const events: AuthEvent[] = [];
    fixture = await create({ log: (event) => events.push(event) });
    fixture.provider.fault = (endpoint) => (endpoint === "revoke" ? { kind: "delay", ms: 60_000 } : null);
    const jar = await fixture.signedIn();
    const response = await fixture.session.logout(fixture.post(jar, "/auth/logout"));
    expect(response.status).toBe(303);
    expect(events).toContainEqual({
      type: "signed-out",
      userId: expect.any(String),
      everywhere: false,
      recorded: true,
      revoked: false,
    });
  });

  it("gives no cookie to a request whose session ended while it was being renewed", async () => {
    let asked = 0;
    const sessions = { ...createMemorySessionStore(), isEnded: () => Promise.resolve(++asked > 2) };
    fixture = await create({ sessions });
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    const auth = await fixture.session.open(fixture.request(jar));
    expect([auth.status, auth.seal(new Response()).headers.getSetCookie()]).toEqual(["anonymous", []]);
    expect(fixture.provider.hits.refresh).toBe(1);
  });

  it("revokes what an exchange brings in after the session has ended", async () => {
    let asked = 0;
    const sessions = { ...createMemorySessionStore(), isEnded: () => Promise.resolve(++asked > 1) };
    fixture = await create({ sessions });
    fixture.clock.advance(850);
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    await fixture.session.open(fixture.request(jar));
    expect(fixture.provider.hits).toMatchObject({ refresh: 1, revoke: 1 });
  });

  it("keeps the tombstones of several sign-outs, and lets the person sign in again", async () => {
    fixture = await create();
    const jar = await fixture.signedIn();
    const old: string[] = [];
    for (let round = 0; round < 3; round++) {
      old.push(jar.get("__Host-session") ?? "");
      jar.take(await fixture.session.logout(fixture.post(jar, "/auth/logout")));
      jar.set("__Host-session", (await fixture.signedIn()).get("__Host-session") ?? "");
      expect((await fixture.session.open(fixture.request(jar))).status).toBe("active");
    }
    const another = fixture.another();
    for (const value of old) {
      jar.set("__Host-session", value);
      expect((await another.open(fixture.request(jar))).status).toBe("anonymous");
    }
  });
});

/** What happens at a provider that has pages and a session of its own, and the race that its overlap allows. */
describe("signOut with Auth0 alone", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("ends the session here and at the provider, and comes back", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    const copied = jar.header;
    const response = await fixture.session.logout(fixture.post(jar, "/auth/logout"), { federated: true });
    expect(response.status).toBe(303);
    const target = new URL(response.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe(`${fixture.provider.issuer}oidc/logout`);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      client_id: "test-client",
      post_logout_redirect_uri: "https://app.test/",
      federated: "",
    });
    jar.take(response);
    expect(jar.names).toEqual(["__Host-session-out"]);
    expect(fixture.provider.hits.revoke).toBe(1);
    const copy = new Request(fixture.origin, { headers: { cookie: copied } });
    expect((await fixture.session.open(copy)).status).toBe("anonymous");
  });

  it.each([
    ["/goodbye", "https://app.test/goodbye"],
    ["/", "https://app.test/"],
    [undefined, "https://app.test/"],
    ["/goodbye?next=1", "https://app.test/"],
    ["/goodbye/", "https://app.test/"],
    ["/dinners", "https://app.test/"],
    ["//evil.test/goodbye", "https://app.test/"],
    ["https://evil.test/goodbye", "https://app.test/"],
    [".evil.test/", "https://app.test/"],
  ])(
    "comes back from the provider to a path on the list, and to no other: %s",
    async (returnTo, expected) => {
      fixture = await createSessionFixture({ logoutReturnTo: ["/goodbye"] });
      const request = fixture.post(await fixture.signedIn(), "/auth/logout");
      const response = await fixture.session.logout(request, returnTo === undefined ? {} : { returnTo });
      const target = new URL(response.headers.get("location") ?? "");
      expect(target.searchParams.get("post_logout_redirect_uri")).toBe(expected);
    },
  );

  /**
   * Requests that refresh and the sign-out are under way together, in any process, and their answers reach the browser in
   * any order: afterwards the browser is signed out, always. Cookie only: no process knows of the other's sign-out.
   */
  it("row 9: cannot be undone by requests under way", async () => {
    fixture = await createSessionFixture({}, { overlapMs: 30_000 });
    const processes = [fixture.session, fixture.another(), fixture.another()];
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 });
    const where = fc.array(fc.nat(2), { minLength: 6, maxLength: 6 });
    const delays = fc.array(fc.nat(3), { minLength: 6, maxLength: 6 });
    let runs = 0;
    let resurrected = 0;
    await fc.assert(
      fc.asyncProperty(order, where, delays, async (arrival, homes, waits) => {
        runs++;
        const jar = await fixture.signedIn();
        fixture.clock.advance(850);
        const tick = async (count: number) => {
          for (let index = 0; index < count; index++) await new Promise((resolve) => setImmediate(resolve));
        };
        const responses = await Promise.all(
          homes.map(async (home, index) => {
            await tick(waits[index] ?? 0);
            const session = processes[home] ?? fixture.session;
            if (index === 0) return session.logout(fixture.post(jar, "/auth/logout"));
            return (await session.open(fixture.request(jar))).seal(new Response());
          }),
        );
        for (const index of arrival) jar.take(responses[index] ?? new Response());
        for (const session of processes) {
          const auth = await session.open(fixture.request(jar));
          if (auth.status !== "anonymous") resurrected++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(report("9 cookie only", { logouts: runs, resurrected })).toEqual({});
  }, 300_000);
});
