import { CookieJar, report } from "@potluck/auth-session/testing";
import { afterEach, describe, expect, it } from "vitest";

import { markOf } from "./testing/every-kind-of-route.ts";
import { type HostFixture, startHost } from "./testing/host-fixture.ts";
import { createSharedCache } from "./testing/shared-cache.ts";

/** Everything that reads the session, with what its answer has to be. */
const reading: [path: string, status: number, init?: RequestInit][] = [
  ["/document", 200],
  ["/document.data", 200],
  ["/redirect", 302],
  ["/redirect.data", 202],
  ["/missing", 404],
  ["/missing.data", 404],
  ["/broken", 500],
  ["/broken.data", 500],
  ["/resource", 200],
  ["/resource", 304, { headers: { "if-none-match": '"1"' } }],
  ["/form", 200],
  ["/recent", 200],
  ["/auth/login", 302],
  ["/auth/callback?code=x&state=y", 303],
];
const posting: [path: string, status: number, init?: RequestInit][] = [
  ["/form", 422, { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
  ["/form.data", 422, { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
  ["/auth/renew", 200],
  ["/graphql", 200, { body: '{"query":"{ asked }"}' }],
];

describe("createWebApp", { timeout: 240_000 }, () => {
  let host: HostFixture;
  afterEach(() => host.close());

  const viewers = ["Ada Fern", "Ben Osei"] as const;

  it("marks every kind of answer that read the session private, whatever the route asked for, and no other", async () => {
    host = await startHost();
    const ada = await host.signIn("auth0|ada", "Ada Fern");
    for (const jar of [ada, null]) {
      for (const [path, status, init] of reading) {
        const response = await host.send(jar && copyOf(jar), path, init);
        const { headers } = response;
        expect([
          path,
          jar ? response.status : status,
          headers.get("cache-control"),
          headers.get("vary"),
        ]).toEqual([path, status, "private, no-store", expect.stringMatching(/\bcookie\b/i)]);
      }
    }
    for (const [path, status, init] of posting) {
      const response = await host.post(copyOf(ada), path, init);
      expect([path, response.status, response.headers.get("cache-control")]).toEqual([
        path,
        status,
        "private, no-store",
      ]);
    }
    const logout = await host.post(copyOf(ada), "/auth/logout");
    expect([logout.status, logout.headers.get("cache-control")]).toEqual([303, "private, no-store"]);
    for (const jar of [ada, null]) {
      const { headers } = await host.send(jar, "/landing");
      expect([headers.get("cache-control"), headers.getSetCookie()]).toEqual([
        "public, max-age=60, s-maxage=300",
        [],
      ]);
    }
  });

  it("row 21: through a shared cache, two people never see each other's bytes, and nothing lacks no-store", async () => {
    host = await startHost();
    const jars = new Map(
      await Promise.all(
        viewers.map(async (name) => [name, await host.signIn(`auth0|${name.slice(0, 3)}`, name)] as const),
      ),
    );
    const cache = createSharedCache((request) => host.send(null, request.url, request));
    let fetches = 0;
    let wrongBytes = 0;
    let lacking = 0;
    let marked = 0;
    for (let round = 0; round < 40; round++) {
      for (const [path, , init] of [...reading, ["/landing", 200] as const]) {
        for (const name of round % 2 === 0 ? viewers : [...viewers].reverse()) {
          const request = new Request(new URL(path, host.origin), init);
          request.headers.set("cookie", jars.get(name)?.header ?? "");
          const response = await cache(request);
          const text = `${[...response.headers].join("\n")}\n${await response.text()}`;
          fetches++;
          const other = viewers.find((viewer) => viewer !== name) ?? "";
          const marks = [markOf(other), encodeURIComponent(markOf(other))];
          if (marks.some((mark) => text.includes(mark))) wrongBytes += Buffer.byteLength(text);
          if (text.includes(markOf(name))) marked++;
          if (path !== "/landing" && response.headers.get("cache-control") !== "private, no-store") lacking++;
        }
      }
    }
    const figures = {
      fetches,
      "from the cache": cache.hits(),
      "wrong-viewer bytes": wrongBytes,
      "missing no-store": lacking,
    };
    expect(report("21", figures)).toEqual({});
    // People did see their own.
    expect(marked).toBeGreaterThan(fetches / 3);
  });

  it("carries the security headers on every kind of answer", async () => {
    host = await startHost();
    const ada = await host.signIn("auth0|ada", "Ada Fern");
    const responses = [
      ...(await Promise.all(reading.map(([path, , init]) => host.send(copyOf(ada), path, init)))),
      ...(await Promise.all(posting.map(([path, , init]) => host.post(copyOf(ada), path, init)))),
      await host.send(ada, "/landing"),
      await host.send(ada, "/nowhere"),
      await host.send(ada, "/healthz"),
      await host.send(ada, "/returns-token"),
      await host.post(ada, "/form", { headers: { origin: "https://evil.test" } }),
    ];
    for (const { headers, status } of responses) {
      expect([status, headers.get("x-content-type-options")]).toEqual([status, "nosniff"]);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("referrer-policy")).not.toBeNull();
      expect(headers.get("strict-transport-security")).toContain("max-age=");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
  });

  it("refuses what other sites send to every kind of route, before the route runs", async () => {
    host = await startHost();
    const ada = await host.signIn("auth0|ada", "Ada Fern");
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
      { origin: "https://evil.test" },
      { origin: "null" },
      { origin: host.origin, "sec-fetch-site": "cross-site" },
      { origin: host.origin, "sec-fetch-site": "same-site" },
    ];
    const paths = [
      "/form",
      "/form.data",
      "/document",
      "/resource",
      "/auth/logout",
      "/auth/renew",
      "/graphql",
    ];
    for (const headers of foreign) {
      for (const path of [...paths, "/auth/login", "/auth/callback", "/landing", "/nowhere"]) {
        const all = { "content-type": "application/x-www-form-urlencoded", ...headers };
        for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
          const response = await host.send(copyOf(ada), path, { method, headers: all, body: "a=b" });
          expect([path, method, response.status]).toEqual([path, method, expect.toBeOneOf([403, 405])]);
          expect(response.headers.getSetCookie()).toEqual([]);
          expect(await response.text()).not.toContain("viewer<");
        }
      }
    }
    expect((await host.send(ada, "/document")).status).toBe(200);
  });

  it("sends a page that needs a recent sign-in to the provider, also when the router asks for its data", async () => {
    host = await startHost();
    const ada = await host.signIn("auth0|ada", "Ada Fern");
    host.clock.advance(400);
    const location = "/auth/login?returnTo=%2Frecent&max_age=300";
    expect((await host.send(ada, "/recent")).headers.get("location")).toBe(location);
    const routed = await (await host.send(ada, "/recent.data")).text();
    expect(routed).toContain(location);
    expect(routed).toMatch(/"reload",true/); // the browser loads a document: a fetch could not leave
    const login = await host.send(ada, location);
    const claims = { auth_time: Math.floor(host.clock.now() / 1000), name: "Ada Fern" };
    const back = await host.send(
      ada,
      host.provider.authorize(login.headers.get("location") ?? "", { claims }),
    );
    expect(back.headers.get("location")).toBe("/recent");
    expect((await host.send(ada, "/recent")).status).toBe(200);
  });

  it.each(["/returns-secret", "/returns-session"])(
    "%s: a loader that returns a secret or the session fails, as a page and as data, and shows nothing of it",
    async (path) => {
      host = await startHost();
      const ada = await host.signIn("auth0|ada", "Ada Fern");
      for (const address of [path, `${path}.data`]) {
        const outcome = await host.send(ada, address).then(
          async (response) => ({ status: response.status, text: await response.text().catch(String) }),
          () => ({ status: 0, text: "" }),
        );
        const failed = outcome.status === 500 || /cannot be serialised|error/i.test(outcome.text);
        expect([address, failed]).toEqual([address, true]);
        for (const secret of [...host.provider.issued, ...Object.values(host.secrets)]) {
          expect(outcome.text).not.toContain(secret);
        }
        expect(outcome.text).not.toContain("auth0|ada");
      }
    },
  );

  it.each(["/returns-token", "/returns-token.data", "/resource-token"])(
    "%s: keeps in what a loader gives away as plain text, says where in development, and says nothing to people",
    async (path) => {
      host = await startHost({ development: true });
      const inDevelopment = await host.send(await host.signIn("auth0|ada", "Ada Fern"), path);
      expect([inDevelopment.status, await inDevelopment.text()]).toEqual([
        500,
        expect.stringMatching(/^The access token is in the body of a response \(.+\), at byte \d+/),
      ]);
      await host.close();
      host = await startHost();
      const response = await host.send(await host.signIn("auth0|ada", "Ada Fern"), path);
      expect([response.status, await response.text()]).toEqual([500, expect.not.stringMatching(/token|eyJ/)]);
      expect(host.events.at(-1)).toMatchObject({ type: "leak", action: "block", secret: "access token" });
    },
  );
});

/** The same cookies, for a request whose answer must not change them. */
function copyOf(jar: CookieJar): CookieJar {
  const copy = new CookieJar();
  for (const name of jar.names) copy.set(name, jar.get(name) ?? "");
  return copy;
}
