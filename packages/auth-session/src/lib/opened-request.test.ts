import { inspect } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { percentileOfBestRun } from "./testing/results/best-run.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("AuthRequest", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("marks a response private once the session was read, and leaves others cacheable", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    const cacheable = () =>
      new Response("", { headers: { "cache-control": "public, max-age=60", vary: "Accept" } });
    const unread = (await fixture.session.open(fixture.request(jar))).seal(cacheable());
    expect(unread.headers.get("cache-control")).toBe("public, max-age=60");
    const reads = ["status", "user", "userId", "claims", "expiresAt", "renewAt"] as const;
    for (const property of reads) {
      for (const who of [jar, null]) {
        const auth = await fixture.session.open(fixture.request(who));
        void auth[property];
        const response = auth.seal(cacheable());
        expect(response.headers.get("cache-control")).toBe("private, no-store");
        expect(response.headers.get("vary")).toBe("Accept, Cookie");
      }
    }
  });

  it("seals twice to the same effect, and copies responses whose headers cannot change", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    const auth = await fixture.session.open(fixture.request(jar));
    const response = auth.seal(auth.seal(Response.redirect("https://app.test/", 303)));
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("https://app.test/");
    expect(response.headers.getSetCookie()).toHaveLength(1);
    expect(response.headers.get("vary")).toBe("Cookie");
  });

  it("does not put its cookie over one that the response sets itself", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    const auth = await fixture.session.open(fixture.request(jar));
    const response = auth.seal(new Response("", { headers: { "set-cookie": "__Host-session=; Max-Age=0" } }));
    expect(response.headers.getSetCookie()).toEqual(["__Host-session=; Max-Age=0"]);
  });

  it("sends the anonymous to the sign-in page and remembers where from", async () => {
    fixture = await createSessionFixture();
    const location = async (request: Request) => {
      const auth = await fixture.session.open(request);
      try {
        auth.requireUser();
      } catch (thrown) {
        return thrown instanceof Response ? [thrown.status, thrown.headers.get("location")] : thrown;
      }
    };
    expect(await location(fixture.request(null, "/dinners/1?tab=guests"))).toEqual([
      302,
      "/sign-in?returnTo=%2Fdinners%2F1%3Ftab%3Dguests",
    ]);
    expect(await location(fixture.request(null, "/"))).toEqual([302, "/sign-in"]);
    const referer = "https://app.test/dinners/2";
    expect(await location(fixture.request(null, "/x", { method: "POST", headers: { referer } }))).toEqual([
      302,
      "/sign-in?returnTo=%2Fdinners%2F2",
    ]);
    expect(
      await location(
        fixture.request(null, "/x", { method: "POST", headers: { referer: "https://evil.test/x" } }),
      ),
    ).toEqual([302, "/sign-in"]);
  });

  it("refuses a role the token does not allow", async () => {
    fixture = await createSessionFixture();
    const auth = await fixture.session.open(fixture.request(await fixture.signedIn()));
    expect(auth.requireRole("user")).toEqual({ name: "Ada Fern" });
    expect(() => auth.requireRole("function")).toThrow(expect.objectContaining({ status: 403 }));
  });

  it("shows its token to nobody by accident", async () => {
    fixture = await createSessionFixture();
    const auth = await fixture.session.open(fixture.request(await fixture.signedIn()));
    const secret = auth.accessToken();
    const token = secret.reveal();
    expect(() => JSON.stringify({ secret })).toThrow(TypeError);
    expect(() => JSON.stringify({ auth })).toThrow(TypeError);
    const shown = [
      `${secret as unknown as string}`,
      inspect(secret),
      inspect({ auth }, { depth: 9, showHidden: true }),
    ];
    for (const text of shown) expect(text).not.toContain(token.slice(0, 20));
  });

  it("throws a clear error for a token nobody has", async () => {
    fixture = await createSessionFixture();
    const auth = await fixture.session.open(fixture.request(null));
    expect(() => auth.accessToken()).toThrow(expect.objectContaining({ code: "SESSION_ANONYMOUS" }));
  });

  it("row 30: costs 10,000 anonymous requests with junk cookies nothing but a look, and remembers none of them", async () => {
    fixture = await createSessionFixture();
    const junk = (index: number) =>
      `__Host-session=1.k1.${index}${"A".repeat(1400)}; __Host-session-out=a.b.${index}~d; x=${"y".repeat(500)}`;
    const times: number[] = [];
    const heap: number[] = [];
    for (let index = 0; index < 12_000; index++) {
      const request = fixture.request(null, "/", { headers: { cookie: junk(index) } });
      const at = performance.now();
      const { status } = await fixture.session.open(request);
      if (index >= 2000) times.push(performance.now() - at);
      if (status !== "anonymous") throw new Error("Junk was let in.");
      if (index % 5000 === 2000) heap.push(collectedHeap());
    }
    const grown = Math.round(((heap.at(-1) ?? 0) - (heap[0] ?? 0)) / 1024);
    const { refresh, code, jwks } = fixture.provider.hits;
    const figures = {
      "p99 added latency": percentileOfBestRun(times, 99),
      "KiB of memory grown": grown,
      "provider hits": refresh + code + jwks,
    };
    // Ten bytes kept of each request would be 100 KiB, a remembered request fifteen times as much.
    expect(report("30", figures)).toEqual({});
  });
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function collectedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
