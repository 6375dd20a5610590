import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import { decodeJwt } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { allowInsecureIssuer } from "./insecure-issuer.ts";
import { createAuthSession } from "./oidc-session.ts";
import type { LoginContext } from "./options.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { FakeClock } from "./testing/fake-clock.ts";
import { type PlainOidcProvider, startPlainOidcProvider } from "./testing/plain-oidc-provider.ts";

const origin = "https://app.test";

describe("createAuthSession with a plain OpenID Connect provider", { timeout: 60_000 }, () => {
  let provider: PlainOidcProvider;
  afterEach(() => provider.close());

  const clock = new FakeClock();
  function sessionFor(more: { resource?: string } = {}) {
    const logins: LoginContext[] = [];
    const session = createAuthSession({
      provider: "oidc",
      issuer: allowInsecureIssuer(provider.issuer),
      clientId: provider.clientId,
      clientSecret: new Secret(provider.clientSecret),
      clientAuthentication: "basic",
      appOrigin: origin,
      keys: [{ id: "k1", secret: randomBytes(32) }],
      clock,
      onLogin: (context) => {
        logins.push(context);
        return Promise.resolve({ name: context.profile.name });
      },
      ...more,
    });
    const request = (jar: CookieJar, url: string, init: RequestInit = {}) => {
      const made = new Request(new URL(url, origin), init);
      made.headers.set("cookie", jar.header);
      return made;
    };
    async function signIn(path = "/auth/login?returnTo=/dinners") {
      const jar = new CookieJar();
      const login = await session.login(request(jar, path));
      jar.take(login);
      const callback = await provider.signIn(login.headers.get("location") ?? "");
      const response = await session.callback(request(jar, callback));
      jar.take(response);
      return { jar, callback: new URL(callback), location: response.headers.get("location") };
    }
    return { session, request, signIn, logins };
  }

  it("signs in, renews, asks for a recent sign-in and signs out, from the issuer alone", async () => {
    provider = await startPlainOidcProvider(`${origin}/auth/callback`, { revocation: { enabled: true } });
    const { session, request, signIn, logins } = sessionFor();
    const { jar, callback, location } = await signIn("/auth/login?returnTo=/dinners&max_age=300");
    expect([location, callback.searchParams.get("iss")]).toEqual(["/dinners", provider.issuer]);
    expect(logins[0]?.claims).toMatchObject({ sub: "ada", auth_time: expect.any(Number) });
    const first = await session.open(request(jar, "/"));
    expect(first.requireRecent(300)).toEqual({ name: "Ada Fern" });
    clock.advance(3590);
    const second = await session.open(request(jar, "/"));
    expect(second.accessToken().reveal()).not.toBe(first.accessToken().reveal());
    jar.take(second.seal(new Response()));
    const logout = await session.logout(
      request(jar, "/auth/logout", { method: "POST", headers: { origin } }),
      { federated: true },
    );
    const target = new URL(logout.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe(`${provider.issuer}/session/end`);
    expect([...target.searchParams.keys()]).toEqual(["client_id", "post_logout_redirect_uri"]);
  });

  it("sends a resource indicator with every request for tokens, where the API is known by one", async () => {
    provider = await startPlainOidcProvider(`${origin}/auth/callback`);
    const { session, request, signIn } = sessionFor({ resource: provider.resource });
    const { jar } = await signIn();
    const first = await session.open(request(jar, "/"));
    expect(decodeJwt(first.accessToken().reveal()).aud).toBe(provider.resource);
    clock.advance(3590);
    const second = await session.open(request(jar, "/"));
    expect(decodeJwt(second.accessToken().reveal()).aud).toBe(provider.resource);
  });

  it("signs out here when the provider has no sign-out and no revocation", async () => {
    provider = await startPlainOidcProvider(`${origin}/auth/callback`, {
      rpInitiatedLogout: { enabled: false },
    });
    const { session, request, signIn } = sessionFor();
    const { jar } = await signIn();
    const logout = await session.logout(
      request(jar, "/auth/logout", { method: "POST", headers: { origin } }),
    );
    expect(logout.headers.get("location")).toBe(`${origin}/`);
    jar.take(logout);
    expect((await session.open(request(jar, "/"))).status).toBe("anonymous");
  });
});
