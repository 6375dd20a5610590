import { afterEach, describe, expect, it } from "vitest";
import type { CookieJar } from "./testing/browser-jar.ts";
import { type AnyFixture, providerKinds } from "./testing/provider-kinds.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";
import type { ProviderFault } from "./testing/test-provider.ts";

/** Opens a page as a browser does. @returns What it was given: the page, a redirect or a failure. */
async function visit(fixture: AnyFixture, jar: CookieJar, path: string, session = fixture.session) {
  const auth = await session.open(fixture.request(jar, path));
  let response: Response;
  try {
    auth.requireUser();
    response = new Response(auth.accessToken().reveal() === "" ? "no token" : "page");
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown;
    response = thrown;
  }
  const sealed = auth.seal(response);
  const isCleared = sealed.headers.getSetCookie().some((cookie) => cookie.includes("Max-Age=0"));
  jar.take(sealed);
  return { status: sealed.status, location: sealed.headers.get("location"), isCleared };
}

describe.each(providerKinds)("a page while $name fails", { timeout: 120_000 }, ({ name, create }) => {
  let fixture: AnyFixture;
  afterEach(() => fixture.close());

  it("row 10: is shown for a minute of 429, 500 or silence, as long as the token is valid, and no cookie is cleared", async () => {
    // Patience in milliseconds: only silence is waited out. A request that reaches the provider when nobody waits for it any more,
    // and the fault is over, would be answered, and use the token up.
    const faults: [number, ProviderFault][] = [
      [5000, { kind: "status", status: 429, headers: { "retry-after": "5" } }],
      [5000, { kind: "status", status: 500 }],
      [250, { kind: "delay", ms: 60_000 }],
      [5000, { kind: "drop", commit: false }],
    ];
    let visits = 0;
    let failures = 0;
    let cleared = 0;
    for (const [timeoutMs, fault] of faults) {
      fixture = await create({ refresh: { timeoutMs, aheadS: 120 } });
      const jar = await fixture.signedIn();
      fixture.clock.advance(900 - 100);
      fixture.provider.fault = (endpoint) => (endpoint === "refresh" ? fault : null);
      for (let second = 0; second < 60; second += 3) {
        const { status, isCleared } = await visit(fixture, jar, "/dinners");
        visits++;
        if (status !== 200) failures++;
        if (isCleared) cleared++;
        fixture.clock.advance(3);
      }
      fixture.provider.fault = () => null;
      fixture.clock.advance(6); // what the provider asked to wait
      const before = jar.get("__Host-session");
      // With more patience: the provider answers now, and a busy computer takes its time.
      const patient = fixture.another({ refresh: { aheadS: 120 } });
      expect((await visit(fixture, jar, "/dinners", patient)).status).toBe(200);
      expect(jar.get("__Host-session")).not.toBe(before);
      await fixture.close();
    }
    expect(report(`10 ${name}`, { visits, failures, "cookies cleared": cleared })).toEqual({});
  });
});

describe("a page when the provider has ended the session", { timeout: 120_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("row 11: leads to the sign-in page once when the grant is dead, knows the way back, and never goes round in circles", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.provider.fault = (endpoint) =>
      endpoint === "refresh" ? { kind: "status", status: 403, body: { error: "invalid_grant" } } : null;
    fixture.clock.advance(850);
    const trail: string[] = [];
    let next: string | null = "/dinners/1?tab=guests";
    // As a browser follows redirects. The sign-in page shows itself: it starts nothing.
    for (let hops = 0; next !== null && hops < 10; hops++) {
      trail.push(next);
      next = next.startsWith("/sign-in") ? null : (await visit(fixture, jar, next)).location;
    }
    const redirects = trail.length - 1;
    const returnTo = new URL(trail.at(-1) ?? "", fixture.origin).searchParams.get("returnTo");
    // The person signs in: the session is a new one, and the page is there.
    const url = await fixture.start(
      jar,
      `/auth/login?${new URLSearchParams({ returnTo: returnTo ?? "" }).toString()}`,
    );
    const { response, location } = await fixture.finish(jar, fixture.provider.authorize(url));
    jar.take(response);
    const again = await visit(fixture, jar, location ?? "");
    const figures = {
      "redirects to the sign-in": redirects,
      "ways back lost": location === trail[0] ? 0 : 1,
      loops: again.status === 200 ? 0 : 1,
      "token hits": fixture.provider.hits.refresh,
    };
    expect(report("11", figures)).toEqual({});
  });
});
