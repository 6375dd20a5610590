import { afterEach, describe, expect, it } from "vitest";
import type { AuthRequest } from "./auth-request.ts";
import { MULTI_FACTOR_ACR } from "./login-proof.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import type { TestUser } from "./testing/app-fixture.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

type Demand = (auth: AuthRequest<TestUser>) => TestUser;

describe("a page that needs proof of who is there", { timeout: 60_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const recent: Demand = (auth) => auth.requireRecent(300);
  const factors: Demand = (auth) => auth.requireMultiFactor();
  const nowS = () => Math.floor(fixture.clock.now() / 1000);

  /** Opens a page. @returns Where it redirects to; null when the page is shown. */
  async function visit(jar: CookieJar, demand: Demand, path = "/account?tab=name"): Promise<string | null> {
    const auth = await fixture.session.open(fixture.request(jar, path));
    try {
      expect(demand(auth)).toEqual({ name: "Ada Fern" });
      return null;
    } catch (thrown) {
      if (!(thrown instanceof Response)) throw thrown;
      return thrown.headers.get("location");
    }
  }

  /** Follows the redirect to the provider, which answers with these claims. @returns Where the person ends. */
  async function prove(jar: CookieJar, path: string, claims: Record<string, unknown>, sub = "auth0|ada") {
    const url = await fixture.start(jar, path);
    const { response, location, isSignedIn } = await fixture.finish(
      jar,
      fixture.provider.authorize(url, { sub, claims }),
    );
    jar.take(response);
    return { asked: new URL(url).searchParams, location, isSignedIn };
  }

  it("sends an old sign-in to the provider with max_age, and shows the page when the proof is there", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    expect(await visit(jar, recent)).toBeNull();
    fixture.clock.advance(361);
    const path = await visit(jar, recent);
    expect(path).toBe("/auth/login?returnTo=%2Faccount%3Ftab%3Dname&max_age=300");
    const { asked, location } = await prove(jar, path ?? "", { auth_time: nowS() });
    expect([asked.get("max_age"), location]).toEqual(["300", "/account?tab=name"]);
    expect(await visit(jar, recent)).toBeNull();
  });

  it("asks every sign-in when the person was last seen, so that a fresh one needs no second trip", async () => {
    fixture = await createSessionFixture({ lifetime: { absoluteS: 86_400, idleS: 3600 } });
    const jar = new CookieJar();
    const { asked } = await prove(jar, "/auth/login", { auth_time: nowS() - 200 });
    expect(asked.get("max_age")).toBe("86400");
    expect(await visit(jar, recent)).toBeNull();
    fixture.clock.advance(200);
    expect(await visit(jar, recent)).toContain("max_age=300");
    // It is a question, not a demand: a provider that does not answer it signs people in all the same.
    expect((await prove(jar, "/auth/login?returnTo=/x", { auth_time: undefined })).location).toBe("/x");
  });

  it("sends a sign-in with one factor to the provider with acr_values, and takes amr or acr as proof", async () => {
    fixture = await createSessionFixture();
    for (const claims of [{ amr: ["pwd", "mfa"] }, { acr: MULTI_FACTOR_ACR }]) {
      const jar = await fixture.signedIn();
      const path = (await visit(jar, factors)) ?? "";
      const { asked, location } = await prove(jar, path, claims);
      expect([asked.get("acr_values"), location]).toEqual([MULTI_FACTOR_ACR, "/account?tab=name"]);
      expect(await visit(jar, factors)).toBeNull();
      fixture.clock.advance(850); // what was proved outlives a rotation
      expect(await visit(jar, factors)).toBeNull();
      expect(await visit(jar, (auth) => auth.requireMultiFactor({ maxAgeS: 60 }))).toContain("max_age=60");
    }
  });

  it("asks for another class where the app names one", async () => {
    fixture = await createSessionFixture();
    const gold: Demand = (auth) => auth.requireMultiFactor({ acr: "gold" });
    const jar = await fixture.signedIn();
    const path = (await visit(jar, gold)) ?? "";
    expect((await prove(jar, path, { acr: "silver", amr: ["mfa"] })).location).toMatch(/error=insufficient/);
    expect((await prove(jar, path, { acr: "gold" })).location).toBe("/account?tab=name");
    expect(await visit(jar, gold)).toBeNull();
    expect(await visit(jar, factors)).toContain("acr_values=");
  });

  it.each([
    ["an old auth_time", recent, () => ({ auth_time: nowS() - 361 })],
    ["an auth_time from the future", recent, () => ({ auth_time: nowS() + 3600 })],
    ["no auth_time", recent, () => ({ auth_time: undefined })],
    ["an auth_time that is no number", recent, () => ({ auth_time: String(nowS()) })],
    ["one factor", factors, () => ({ amr: ["pwd"], acr: "0" })],
    ["neither amr nor acr", factors, () => ({})],
  ] as const)(
    "ends on the sign-in page, still signed in, when the provider answers with %s",
    async (_name, demand, claims) => {
      fixture = await createSessionFixture();
      const jar = await fixture.signedIn();
      fixture.clock.advance(400);
      const before = jar.get("__Host-session");
      const { location, isSignedIn } = await prove(jar, (await visit(jar, demand)) ?? "", claims());
      expect([location, isSignedIn]).toEqual([
        "/sign-in?error=insufficient&returnTo=%2Faccount%3Ftab%3Dname",
        false,
      ]);
      expect(jar.get("__Host-session")).toBe(before);
      expect((await fixture.session.open(fixture.request(jar))).status).toBe("active");
      expect(fixture.provider.hits.revoke).toBe(1); // what came with the refused proof
    },
  );

  it("is no loop with max_age 0: the proof counts for the minute by which clocks may differ", async () => {
    fixture = await createSessionFixture();
    const now: Demand = (auth) => auth.requireRecent(0);
    const jar = await fixture.signedIn();
    fixture.clock.advance(61);
    await prove(jar, (await visit(jar, now)) ?? "", { auth_time: nowS() - 55 });
    expect(await visit(jar, now)).toBeNull();
    fixture.clock.advance(6);
    expect(await visit(jar, now)).toContain("max_age=0");
  });

  it("does not take somebody else's proof, and leaves who is signed in signed in", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(400);
    const path = (await visit(jar, recent)) ?? "";
    const { location } = await prove(jar, path, { auth_time: nowS() }, "auth0|ben");
    expect(location).toBe("/sign-in?error=other-person&returnTo=%2Faccount%3Ftab%3Dname");
    expect((await fixture.session.open(fixture.request(jar))).userId).toBe("auth0|ada");
  });

  it("cannot be talked out of it by the link: what was asked is sealed into the transaction", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(400);
    const url = new URL(await fixture.start(jar, (await visit(jar, recent)) ?? ""));
    url.searchParams.delete("max_age");
    const callback = fixture.provider.authorize(url.href, { claims: { auth_time: nowS() - 400 } });
    expect((await fixture.finish(jar, callback)).location).toContain("error=insufficient");
    // And a link that asks for nothing leads back to a page that asks again.
    await prove(jar, "/auth/login?returnTo=/account", { auth_time: nowS() - 400 });
    expect(await visit(jar, recent)).toContain("max_age=300");
  });

  it("sends nobody in particular to the sign-in page, and an action back to the page it was on", async () => {
    fixture = await createSessionFixture();
    const open = (jar: CookieJar | null) =>
      fixture.session.open(
        fixture.request(jar, "/account/name", {
          method: "POST",
          headers: { referer: `${fixture.origin}/account` },
        }),
        { documentRedirect: { "x-document": "yes" } },
      );
    const thrownBy = async (jar: CookieJar | null) => {
      const auth = await open(jar);
      try {
        auth.requireRecent(300);
      } catch (thrown) {
        return thrown as Response;
      }
      throw new Error("Nothing was thrown.");
    };
    expect((await thrownBy(null)).headers.get("location")).toBe("/sign-in?returnTo=%2Faccount");
    const jar = await fixture.signedIn();
    fixture.clock.advance(400);
    const response = await thrownBy(jar);
    expect(response.headers.get("location")).toBe("/auth/login?returnTo=%2Faccount&max_age=300");
    expect(response.headers.get("x-document")).toBe("yes");
  });
});
