import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeReturnTo } from "./return-to.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture } from "./testing/session-fixture.ts";

const origin = "https://app.test";

/** Each is meant to leave the origin in some browser, proxy or parser. */
const evil = [
  "//evil.test",
  "///evil.test",
  "////evil.test",
  "/\\evil.test",
  "\\\\evil.test",
  "\\/evil.test",
  "/\\/evil.test",
  "/\\\\evil.test",
  "//\\evil.test",
  "https://evil.test",
  "https:evil.test",
  "https:/evil.test",
  "https:///evil.test",
  "http://evil.test",
  "HTTPS://evil.test",
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "file:///etc/passwd",
  "//evil.test/%2f..",
  "/%2f%2fevil.test",
  "/%2F/evil.test",
  "/%5cevil.test",
  "/%5c%5cevil.test",
  "/%252f%252fevil.test",
  "/%25%32%66evil.test",
  "/.//evil.test",
  "/..//evil.test",
  "/./\\evil.test",
  "/a/..//evil.test",
  "/a/../..//evil.test",
  "/%2e%2e//evil.test",
  "/%2e//evil.test",
  "/.%2e//evil.test",
  "/\tevil.test/..//evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r/evil.test",
  "\t//evil.test",
  " //evil.test",
  "\n//evil.test",
  "\u0000//evil.test",
  "/\u0000/evil.test",
  "/%00/../%2f%2fevil.test",
  "/%0a/evil.test\r\nSet-Cookie: a=b",
  "/%0d%0aLocation:%20//evil.test",
  "/\u2028/evil.test",
  "/\u200b/evil.test",
  "//evil.test@app.test",
  "//app.test@evil.test",
  "https://app.test@evil.test",
  "https://app.test.evil.test",
  "@evil.test",
  ".evil.test",
  "evil.test",
  "app.test.evil.test",
  "?//evil.test",
  "#//evil.test",
  "//evil%E3%80%82test",
  "//evil。test",
  "//％65vil.test",
  "/／evil.test/..//evil.test",
  "//[::1]",
  "//127.0.0.1",
  "//0x7f000001",
  "//evil.test:443",
  "///",
  "//",
  "/\\",
  "",
  "/%",
  "/%zz",
  "/%c0%ae%c0%ae//",
  `/${"a".repeat(5000)}`,
  `//${"a".repeat(5000)}`,
  "\ufeff//evil.test",
  "/\u202e//evil.test",
  "/..\\evil.test",
  "/a\\..\\..\\evil.test",
  "//evil.test#/app.test",
  "//evil.test?x=/app.test",
];

describe("safeReturnTo", () => {
  it.each(evil)("sends nobody away: %j", (value) => {
    expect(safeReturnTo(value, "/fallback")).toBe("/fallback");
  });

  it.each([
    "/",
    "/dinners",
    "/dinners/1?tab=guests&x=%2F%2Fevil.test#list",
    "/a/../b",
    "/search?q=https://x.test/",
    "/grüße",
    "/a//b",
  ])("keeps %j", (value) => {
    expect(new URL(safeReturnTo(value, "/fallback"), origin).href).toBe(new URL(value, origin).href);
  });

  it("stays on the origin whatever it is given", { timeout: 30_000 }, () => {
    const piece = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "%2f",
      "%5c",
      "%2e",
      "\t",
      "\n",
      "@",
      ":",
      "?",
      "#",
      "evil.test",
      "https:",
      "a",
    );
    const value = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary" }),
    );
    const assertion = () =>
      fc.assert(
        fc.property(value, (text) => {
          const path = safeReturnTo(text, "/fallback");
          return /^\/(?![/\\])/.test(path) && new URL(path, origin).origin === origin;
        }),
        { numRuns: 2000 },
      );
    expect(assertion).not.toThrow();
  });

  it("row 18: a whole sign-in with each of them ends on our own origin", { timeout: 120_000 }, async () => {
    const fixture = await createSessionFixture();
    const left: string[] = [];
    try {
      for (const value of evil) {
        const jar = new CookieJar();
        const query = new URLSearchParams({ returnTo: value });
        const url = await fixture.start(jar, `/auth/login?${query.toString()}`);
        const { location, isSignedIn } = await fixture.finish(jar, fixture.provider.authorize(url));
        expect(isSignedIn).toBe(true);
        // As a browser resolves it, and as one does behind a proxy that decoded it first.
        const raw = location ?? "https://evil.test";
        const seen = [raw, decodeURIComponent(raw)].map((text) => new URL(text, fixture.origin).origin);
        if (seen.some((origin) => origin !== fixture.origin)) left.push(value);
      }
    } finally {
      await fixture.close();
    }
    expect(report("18", { values: evil.length, "off-origin redirects": left.length })).toEqual({});
    expect(left).toEqual([]);
  });

  it("does not come back to where a sign-in starts", () => {
    expect(safeReturnTo("/auth/login?x=1", "/", ["/auth/login"])).toBe("/");
    expect(safeReturnTo("/x/../auth/login", "/", ["/auth/login"])).toBe("/");
  });
});
