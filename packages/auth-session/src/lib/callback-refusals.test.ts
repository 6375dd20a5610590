import { afterEach, describe, expect, it } from "vitest";
import { CookieJar } from "./testing/browser-jar.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

type AuthorizeOptions = NonNullable<Parameters<SessionFixture["provider"]["authorize"]>[1]>;

/** How an answer to a sign-in is forged, and the code the sign-in page is given for it. */
interface Forgery {
  name: string;
  options?: AuthorizeOptions;
  change?: (url: URL, jar: CookieJar) => void;
  code: string;
}

const claims = (claims: AuthorizeOptions["claims"]): AuthorizeOptions => ({ claims });
const param = (name: string, value: string) => (url: URL) => url.searchParams.set(name, value);

/** Eight of the table's nine: the replay needs an answer that was good once. */
const eight: Forgery[] = [
  { name: "a wrong state", change: param("state", "other"), code: "expired" },
  { name: "a missing cookie", change: (_url, jar) => jar.clear(), code: "expired" },
  { name: "an error without state", change: (url) => (url.search = "?error=access_denied"), code: "expired" },
  { name: "a wrong nonce", options: claims({ nonce: "other" }), code: "invalid" },
  { name: "a wrong iss", options: claims({ iss: "https://evil.test/" }), code: "invalid" },
  { name: "a wrong aud", options: claims({ aud: "other" }), code: "invalid" },
  { name: "alg none", options: { unsigned: true }, code: "invalid" },
  { name: "an expired ID token", options: claims({ exp: 1 }), code: "invalid" },
];

const more: Forgery[] = [
  { name: "a missing state", change: (url) => url.searchParams.delete("state"), code: "expired" },
  {
    name: "the person's no",
    change: (url) => (url.searchParams.set("error", "access_denied"), url.searchParams.delete("code")),
    code: "denied",
  },
  { name: "another error", change: param("error", "server_error"), code: "provider" },
  {
    name: "an error that says what could not be proved",
    change: param("error", "unmet_authentication_requirements"),
    code: "insufficient",
  },
  { name: "an answer of a foreign issuer", change: param("iss", "https://evil.test/"), code: "invalid" },
  { name: "a missing code", change: (url) => url.searchParams.delete("code"), code: "invalid" },
  { name: "a wrong code", change: param("code", "other"), code: "invalid" },
  { name: "a missing nonce", options: claims({ nonce: undefined }), code: "invalid" },
  { name: "a missing expiry", options: claims({ exp: undefined }), code: "invalid" },
  { name: "an ID token from the future", options: claims({ iat: 4_000_000_000 }), code: "invalid" },
  {
    name: "a second audience without azp",
    options: claims({ aud: ["test-client", "other"] }),
    code: "invalid",
  },
  { name: "a foreign azp", options: claims({ azp: "other" }), code: "invalid" },
  { name: "a foreign signature", options: { foreignKey: true }, code: "invalid" },
  { name: "an ID token without sub", options: claims({ sub: undefined }), code: "invalid" },
  { name: "an ID token of somebody else", options: claims({ sub: "auth0|mallory" }), code: "invalid" },
  {
    name: "another token's at_hash",
    options: claims({ at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }),
    code: "invalid",
  },
];

describe("callback", { timeout: 60_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  async function attempt({ options, change }: Forgery) {
    const jar = new CookieJar();
    const url = new URL(fixture.provider.authorize(await fixture.start(jar), options));
    change?.(url, jar);
    return fixture.finish(jar, url.href);
  }

  it.each(more)("refuses $name, without a session and without a loop", async (forgery) => {
    fixture = await createSessionFixture();
    const { response, location, isSignedIn } = await attempt(forgery);
    const way = forgery.code === "expired" ? "" : "&returnTo=%2Fdinners%2F1";
    expect([response.status, location, isSignedIn]).toEqual([
      303,
      `/sign-in?error=${forgery.code}${way}`,
      false,
    ]);
  });

  it("row 17: accepts none of nine forged answers, and sends nobody round in circles", async () => {
    fixture = await createSessionFixture();
    let accepted = 0;
    let loops = 0;
    const codes: Record<string, string | undefined> = {};
    for (const forgery of eight) {
      const { location, isSignedIn } = await attempt(forgery);
      if (isSignedIn) accepted++;
      const page = new URL(location ?? "", fixture.origin);
      if (page.pathname !== "/sign-in") loops++;
      codes[forgery.name] = page.searchParams.get("error") ?? undefined;
    }
    // The ninth is an answer that was good once: its cookie is still there when it comes again.
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await fixture.start(jar));
    expect((await fixture.finish(jar, url)).isSignedIn).toBe(true);
    const replay = await fixture.finish(jar, url);
    if (replay.isSignedIn) accepted++;
    if (replay.location !== "/sign-in?error=expired") loops++;
    expect(codes).toEqual(Object.fromEntries(eight.map(({ name, code }) => [name, code])));
    expect(report("17", { forgeries: eight.length + 1, accepted, loops })).toEqual({});
  });

  it("revokes the tokens of a sign-in that it refuses", async () => {
    fixture = await createSessionFixture();
    await attempt({ name: "", options: claims({ nonce: "other" }), code: "" });
    expect(fixture.provider.hits.revoke).toBe(1);
  });

  it("accepts the at_hash of the access token that came with it", async () => {
    fixture = await createSessionFixture();
    const { createHash } = await import("node:crypto");
    const half = (token: string) => createHash("sha256").update(token).digest().subarray(0, 16);
    const options = claims((token) => ({ at_hash: half(token).toString("base64url") }));
    expect((await attempt({ name: "", options, code: "" })).isSignedIn).toBe(true);
  });

  it("needs the issuer in the answer when the provider says it always names it, and not from Auth0", async () => {
    fixture = await createSessionFixture({ provider: "oidc" });
    const { provider } = fixture;
    provider.metadata = { ...provider.endpoints, authorization_response_iss_parameter_supported: true };
    const good: Forgery = { name: "", code: "" };
    expect((await attempt(good)).location).toBe("/sign-in?error=invalid&returnTo=%2Fdinners%2F1");
    provider.namesIssuer = true;
    expect((await attempt(good)).isSignedIn).toBe(true);
    const asAuth0 = fixture.another({ provider: "auth0" });
    for (const namesIssuer of [true, false]) {
      provider.namesIssuer = namesIssuer;
      const jar = new CookieJar();
      const url = provider.authorize(await fixture.start(jar, undefined, asAuth0));
      expect((await fixture.finish(jar, url, asAuth0)).isSignedIn).toBe(true);
    }
  });

  it.each([
    ["org_1", { org_id: "org_1" }, true],
    ["org_1", { org_id: "org_2" }, false],
    ["org_1", { org_name: "org_1" }, false],
    ["org_1", {}, false],
    ["Friends", { org_id: "org_1", org_name: "friends" }, true],
    ["friends", { org_id: "org_1", org_name: "foes" }, false],
    ["friends", { org_id: "friends" }, false],
  ])("asked for organization %s and given %j: signed in is %s", async (organization, given, isSignedIn) => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const url = await fixture.start(jar, `/auth/login?organization=${organization}&invitation=i`);
    expect((await fixture.finish(jar, fixture.provider.authorize(url, { claims: given }))).isSignedIn).toBe(
      isSignedIn,
    );
  });
});
