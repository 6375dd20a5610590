import { afterEach, describe, expect, it } from "vitest";
import { getAuth, withAuth } from "./remix.ts";
import type { TestUser } from "./testing/app-fixture.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("withAuth", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("seals what read the session, and leaves a page that did not ask cacheable", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    const landing = withAuth(fixture.session, () => Promise.resolve(new Response("landing")));
    const untouched = await landing(fixture.request(jar, "/"));
    expect([untouched.headers.get("cache-control"), untouched.headers.getSetCookie()]).toEqual([null, []]);
    const page = withAuth(fixture.session, async (_request, openSession) => {
      const auth = await getAuth<TestUser>({ openSession });
      await getAuth<TestUser>({ openSession });
      return new Response(auth.requireUser().name);
    });
    const response = await page(fixture.request(jar));
    expect(await response.text()).toBe("Ada Fern");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.getSetCookie()).toHaveLength(1);
    expect(fixture.provider.hits.refresh).toBe(1);
  });

  it("answers with a thrown redirect, whose way back leads to the page and not to its data", async () => {
    fixture = await createSessionFixture();
    const page = withAuth(fixture.session, async (_request, openSession) => {
      (await openSession()).requireUser();
      return new Response();
    });
    const cases = [
      ["/dinners/1.data?_routes=routes%2Fdinner&tab=x", "/sign-in?returnTo=%2Fdinners%2F1%3Ftab%3Dx"],
      ["/_root.data", "/sign-in"],
      ["/dinners", "/sign-in?returnTo=%2Fdinners"],
    ] as const;
    for (const [path, location] of cases) {
      const response = await page(fixture.request(null, path));
      expect([response.status, response.headers.get("location")]).toEqual([302, location]);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
    }
  });

  it("never sends a data request to another origin", async () => {
    fixture = await createSessionFixture();
    const away = withAuth(fixture.session, () =>
      Promise.resolve(
        new Response(null, { status: 302, headers: { location: "https://tenant.test/authorize" } }),
      ),
    );
    expect((await away(fixture.request(null, "/dinners.data"))).headers.get("location")).toBeNull();
    expect((await away(fixture.request(null, "/dinners"))).headers.get("location")).toBe(
      "https://tenant.test/authorize",
    );
  });

  it("lets other errors through to the host", async () => {
    fixture = await createSessionFixture();
    const broken = withAuth(fixture.session, () => Promise.reject(new Error("bug")));
    await expect(broken(fixture.request(null))).rejects.toThrow("bug");
  });
});

describe("getAuth", () => {
  it("says what is missing in the host", () => {
    expect(() => getAuth({})).toThrow(/Wrap Remix's request handler in withAuth/);
  });
});
