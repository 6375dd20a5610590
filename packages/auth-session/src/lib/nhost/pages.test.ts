import { randomBytes, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { createTokenClient, type TokenClient } from "../browser/token-client.ts";
import { type Clock, systemClock } from "../clock.ts";
import { allowInsecureIssuer } from "../insecure-issuer.ts";
import { unverifiedClaims } from "../jwt-claims.ts";
import { withAuth } from "../remix.ts";
import type { TestUser } from "../testing/app-fixture.ts";
import { CookieJar } from "../testing/browser-jar.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { closeServer, listenLocally, serveFetch } from "../testing/serve-fetch.ts";
import { startTestNhost, type TestNhost } from "../testing/test-nhost.ts";
import { createNhostSession } from "./nhost-session.ts";

/** A page that is the same for everybody: its form posts to us, and needs no script. */
const SIGN_IN_PAGE = `<!doctype html><title>Sign in</title><form method="post" action="/auth/login">
<input name="email" type="email"><input name="password" type="password"><button>Sign in</button></form>`;
/** A page in client mode: the script finds out who is there. */
const CLIENT_PAGE = `<!doctype html><title>Next</title><script type="module" src="/next.js"></script>`;
const ada = { email: "ada@example.test", password: "correct horse" };

/** What a signed-in page is hydrated with. */
interface Hydration {
  user: TestUser;
  expiresAt: number;
  renewAt: number;
  data: { me: string };
}

/** An app with Nhost behind it: pages, the auth service and an API that verifies tokens, each a server of its own. */
class App {
  readonly nhost: TestNhost;
  readonly user: { id: string };
  /** Tokens that the API took. */
  readonly asked: string[] = [];
  origin = "";
  apiUrl = "";
  readonly #servers: Server[] = [];
  readonly #clients: TokenClient[] = [];

  private constructor(nhost: TestNhost) {
    this.nhost = nhost;
    this.user = nhost.addUser();
  }

  static async start(clock: Clock, accessTokenTtlS: number): Promise<App> {
    const app = new App(await startTestNhost({ clock, accessTokenTtlS }));
    const keys = createRemoteJWKSet(new URL(`${app.nhost.url}/.well-known/jwks.json`));
    app.apiUrl = await app.#serve(async (request) => {
      const [, token = ""] = (request.headers.get("authorization") ?? "").split(" ");
      const { payload } = await jwtVerify(token, keys, { currentDate: new Date(clock.now()) });
      app.asked.push(token);
      return Response.json({ data: { me: payload.sub } });
    });

    const pages = serveFetch(
      (request) => handle(request),
      () => app.origin,
    );
    app.#servers.push(pages);
    app.origin = `http://localhost:${await listenLocally(pages)}`;
    const session = createNhostSession<TestUser>({
      authUrl: allowInsecureIssuer(app.nhost.url),
      appOrigin: app.origin,
      keys: [{ id: "k1", secret: randomBytes(32) }],
      browserTokens: true,
      clock,
      onLogin: ({ profile }) => Promise.resolve({ name: profile.name ?? "" }),
    });
    const handle = withAuth(session, async (request, openSession) => {
      const { pathname } = new URL(request.url);
      const html = { "content-type": "text/html", "cache-control": "public, max-age=300" };
      switch (pathname) {
        case "/sign-in":
          return new Response(SIGN_IN_PAGE, { headers: html });
        case "/next":
          return new Response(CLIENT_PAGE, { headers: html });
        case "/auth/login":
          return session.login(request);
        case "/auth/token":
          return session.token(request);
        case "/auth/logout":
          return session.logout(request);
        default: {
          const auth = await openSession();
          const user = auth.requireUser();
          const data = await app.query(auth.accessToken().reveal());
          const { expiresAt, renewAt } = auth;
          const hydration = JSON.stringify({ user, expiresAt, renewAt, data });
          return new Response(`<script type="application/json">${hydration}</script>`, {
            headers: { "content-type": "text/html" },
          });
        }
      }
    });
    return app;
  }

  async #serve(handler: (request: Request) => Promise<Response>): Promise<string> {
    const server = serveFetch(handler, () => "http://localhost");
    this.#servers.push(server);
    return `http://127.0.0.1:${await listenLocally(server)}/v1/graphql`;
  }

  /** @returns What the API answers whoever has this token. */
  async query(token: string): Promise<{ me: string }> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(this.apiUrl, { method: "POST", headers, body: '{"query":"{ me }"}' });
    return ((await response.json()) as { data: { me: string } }).data;
  }

  /** As a browser sends it from one of our pages: cookies go along and are kept. Redirects are not followed. */
  async send(jar: CookieJar, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("cookie", jar.header);
    if (init.method === "POST") {
      headers.set("origin", this.origin);
      headers.set("sec-fetch-site", "same-origin");
    }
    const response = await fetch(new URL(path, this.origin), { ...init, headers, redirect: "manual" });
    jar.take(response);
    return response;
  }

  signIn(jar: CookieJar, returnTo = "/dinners"): Promise<Response> {
    const body = new URLSearchParams({ ...ada, returnTo });
    return this.send(jar, "/auth/login", { method: "POST", body });
  }

  /** A page's scripts. */
  tokens(jar: CookieJar): TokenClient {
    const client = createTokenClient({
      endpoint: "/auth/token",
      channel: randomUUID(),
      fetch: (input, init) => this.send(jar, String(input instanceof Request ? input.url : input), init),
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.dispose();
    await Promise.all([this.nhost.close(), ...this.#servers.map(closeServer)]);
  }
}

async function hydrationOf(response: Response): Promise<Hydration> {
  const [, json = ""] = /<script type="application\/json">(.*)<\/script>/.exec(await response.text()) ?? [];
  return JSON.parse(json) as Hydration;
}

describe("pages with Nhost behind them", { timeout: 60_000 }, () => {
  let app: App;
  const clock = new FakeClock();
  afterEach(() => app.close());

  it("are led to from a sign-in page that any cache may keep", async () => {
    app = await App.start(clock, 900);
    const jar = new CookieJar();
    const wanted = await app.send(jar, "/dinners/1");
    expect([wanted.status, wanted.headers.get("location")]).toEqual([
      302,
      "/sign-in?returnTo=%2Fdinners%2F1",
    ]);
    const form = await app.send(jar, "/sign-in?returnTo=%2Fdinners%2F1");
    expect([form.headers.get("cache-control"), form.headers.getSetCookie()]).toEqual([
      "public, max-age=300",
      [],
    ]);
    const signedIn = await app.signIn(jar, "/dinners/1");
    expect([signedIn.status, signedIn.headers.get("location")]).toEqual([303, "/dinners/1"]);
    // The same bytes for somebody who is signed in.
    expect(await (await app.send(jar, "/sign-in")).text()).toBe(await form.text());
    expect((await hydrationOf(await app.send(jar, "/dinners/1"))).data).toEqual({ me: app.user.id });
  });

  it("are rendered for whom the cookie says, with a token that was renewed first when it had to be", async () => {
    app = await App.start(clock, 900);
    const jar = new CookieJar();
    await app.signIn(jar);
    const first = await app.send(jar, "/dinners");
    expect([first.status, first.headers.getSetCookie(), app.nhost.hits.refresh]).toEqual([200, [], 0]);
    const before = jar.header;

    clock.advance(901);
    const second = await app.send(jar, "/dinners");
    const page = await hydrationOf(second);
    expect(app.nhost.hits.refresh).toBe(1);
    expect(second.headers.get("cache-control")).toBe("private, no-store");
    expect(second.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^session=\S+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/),
    ]);
    expect(jar.header).not.toBe(before);
    // The API was asked with the new token, and the page knows who it is for and when to ask for the next, and no token.
    const { exp } = unverifiedClaims(app.asked.at(-1) ?? "") ?? {};
    expect(page).toEqual({
      user: { name: "Ada Fern" },
      data: { me: app.user.id },
      expiresAt: Number(exp) * 1000,
      renewAt: Number(exp) * 1000 - 60_000,
    });
    for (const token of app.nhost.issued) expect(JSON.stringify(page)).not.toContain(token);
    expect((await app.send(jar, "/dinners")).headers.getSetCookie()).toEqual([]);
  });

  it("can ask the API themselves, with a token that is always fresh", async () => {
    app = await App.start(systemClock, 4);
    const jar = new CookieJar();
    await app.signIn(jar);
    const tokens = app.tokens(jar);
    const answers: { me: string }[] = [];
    await new Promise<void>((resolve, reject) => {
      tokens.onChange(() => {
        const asking = tokens.get().then(async (access) => {
          answers.push(await app.query(access?.token ?? ""));
          if (answers.length === 3) resolve();
        });
        asking.catch(reject);
      });
    });
    expect(answers).toEqual(Array(3).fill({ me: app.user.id }));
    expect(new Set(app.asked).size).toBe(3);
    // Whoever refreshed: the page that is rendered next goes on where the page's scripts were, and they go on from there.
    expect((await app.send(jar, "/dinners")).status).toBe(200);
    expect([app.nhost.hits.reused, (await tokens.get())?.userId]).toEqual([0, app.user.id]);
  });

  it("in client mode are the same bytes for everybody, and the session they use is in the cookie alone", async () => {
    app = await App.start(clock, 900);
    const [jar, stranger] = [new CookieJar(), new CookieJar()];
    await app.signIn(jar, "/next");
    const pages = [await app.send(jar, "/next"), await app.send(stranger, "/next")];
    const [mine, theirs] = await Promise.all(pages.map((page) => page.text()));
    expect([mine, pages[0]?.headers.get("cache-control")]).toEqual([theirs, "public, max-age=300"]);

    const access = await app.tokens(jar).get();
    expect(access?.userId).toBe(app.user.id);
    expect(await app.query(access?.token ?? "")).toEqual({ me: app.user.id });
    expect(await app.tokens(stranger).get()).toBeNull();
    // What scripts were given is the access token; the refresh token has only ever been in a cookie that they cannot read.
    expect(Object.keys(access ?? {}).sort()).toEqual(["expiresAt", "token", "userId"]);
    expect(jar.names).toEqual(["session"]);
    for (const token of app.nhost.issued) expect(jar.header).not.toContain(token);

    // Signed out on another page of the same browser, a reload finds nobody.
    await app.send(jar, "/auth/logout", { method: "POST" });
    expect(await app.tokens(jar).get()).toBeNull();
    expect(app.nhost.isAlive(app.nhost.issued[1] ?? "")).toBe(false);
  });
});
