import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "../auth-event.ts";
import { systemClock } from "../clock.ts";
import { sayUser } from "../session-user.ts";
import type { CookieJar } from "../testing/browser-jar.ts";
import { openRawBrowser, type RawBrowser } from "../testing/raw-browser.ts";
import { report } from "../testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "../testing/session-fixture.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import type { GatewayLimits } from "./limits.ts";

describe("createGateway", { timeout: 60_000 }, () => {
  let fixture: SessionFixture;
  let api: TestApi;
  let gateway: Gateway;
  let server: Server;
  let url: string;
  let events: AuthEvent[];
  const browsers: RawBrowser[] = [];

  async function start(limits: Partial<GatewayLimits> = {}, accessTokenTtlS = 900) {
    fixture = await createSessionFixture({ clock: systemClock }, { clock: systemClock, accessTokenTtlS });
    api = await startTestApi();
    events = [];
    const upstream = { http: api.http, ws: api.ws };
    gateway = createGateway({
      session: fixture.session,
      upstream,
      limits,
      log: (event) => events.push(event),
    });
    server = createServer();
    server.on("upgrade", (request, socket, head) => gateway.handleUpgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  }

  beforeEach(() => {
    browsers.length = 0;
  });

  afterEach(async () => {
    for (const browser of browsers) browser.close();
    await gateway.close();
    await new Promise((resolve) => server.close(resolve));
    await api.close();
    await fixture.close();
  });

  function connect(
    jar: CookieJar | null,
    headers: Record<string, string> = {},
    init: Record<string, unknown> | null = {},
  ) {
    const cookie: Record<string, string> = jar ? { cookie: jar.header } : {};
    const browser = openRawBrowser(url, { origin: fixture.origin, ...cookie, ...headers }, init);
    browsers.push(browser);
    return browser;
  }

  const subscribe = (browser: RawBrowser, id: string, query = "subscription Live { value }") =>
    browser.send({ id, type: "subscribe", payload: { query } });

  const graphqlPost = (jar: CookieJar, init: RequestInit = {}) =>
    fixture.post(jar, "/graphql", { body: JSON.stringify({ query: "{ value }" }), ...init });

  /** What the gateway said with pings, in order: `renew`, or how its own way to the API is. */
  const pings = (browser: RawBrowser) =>
    browser.messages
      .filter(({ type }) => type === "ping")
      .map(({ payload }) => payload as { type: string; state?: string })
      .map(({ type, state }) => state ?? type);

  async function eventually(check: () => boolean) {
    const deadline = Date.now() + 5000;
    while (!check()) {
      if (Date.now() > deadline) throw new Error("It did not happen in time.");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  describe("over HTTP", () => {
    it("sends the person's token up and nothing else the browser said, and the answer back uncacheable", async () => {
      await start();
      const jar = await fixture.signedIn();
      const headers = {
        authorization: "Bearer forged",
        "x-hasura-role": "admin",
        "x-hasura-user-id": "auth0|mallory",
        "x-hasura-admin-secret": "guess",
        "x-other": "1",
      };
      const response = await gateway.handleHttp(graphqlPost(jar, { headers }));
      expect(await response.json()).toEqual({ data: { value: "0" } });
      expect(response.headers.get("cache-control")).toContain("no-store");
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(response.headers.get("x-internal")).toBeNull();
      const sent = api.requests[0]?.headers ?? {};
      const allowed = [
        "host",
        "connection",
        "content-type",
        "content-length",
        "accept",
        "accept-encoding",
        "accept-language",
      ];
      const known = [...allowed, "authorization", "user-agent", "sec-fetch-mode"];
      expect(Object.keys(sent).filter((name) => !known.includes(name))).toEqual([]);
      expect(sent.authorization).toMatch(/^Bearer ey/);
    });

    it.each([
      ["another origin", { headers: { origin: "https://evil.test" } }, 403],
      ["no origin", { headers: { origin: "null", "sec-fetch-site": "same-origin" } }, 403],
      ["a cross-site fetch", { headers: { "sec-fetch-site": "cross-site" } }, 403],
      ["a form", { headers: { "content-type": "text/plain" } }, 415],
      ["a body that is too large", { body: "x".repeat(300_000) }, 413],
    ] as [string, RequestInit, number][])("refuses %s in GraphQL's shape", async (_name, init, status) => {
      await start();
      const response = await gateway.handleHttp(graphqlPost(await fixture.signedIn(), init));
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
      expect(api.requests).toHaveLength(0);
    });

    it("answers a page of its own user, and none of somebody who was signed in before", async () => {
      await start();
      const jar = await fixture.signedIn();
      const headers = { origin: fixture.origin, "content-type": "application/json" };
      const post = (userId: string) =>
        gateway.handleHttp(graphqlPost(jar, { headers: { ...headers, ...sayUser(userId) } }));
      expect((await post("auth0|ada")).status).toBe(200);
      const response = await post("auth0|ben");
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "user-changed" } }] });
      expect(api.requests).toHaveLength(1);
    });

    it("refuses a GET and an anonymous request", async () => {
      await start();
      expect((await gateway.handleHttp(fixture.request(null, "/graphql"))).status).toBe(405);
      const anonymous = fixture.request(null, "/graphql", {
        method: "POST",
        body: "{}",
        headers: { origin: fixture.origin, "content-type": "application/json" },
      });
      const response = await gateway.handleHttp(anonymous);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "unauthenticated" } }] });
      expect(api.requests).toHaveLength(0);
    });

    it("says clearly when the API is down or too slow", async () => {
      await start({ upstreamTimeoutMs: 1000 });
      const jar = await fixture.signedIn();
      api.hold = () => new Promise(() => undefined);
      expect((await gateway.handleHttp(graphqlPost(jar))).status).toBe(504);
      await api.close();
      const response = await gateway.handleHttp(graphqlPost(jar));
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: "upstream-unavailable" } }],
      });
    });

    it("hands the renewed cookie over with the answer", async () => {
      await start({}, 1);
      const jar = await fixture.signedIn();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const response = await gateway.handleHttp(graphqlPost(jar));
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()).toHaveLength(1);
    });
  });

  describe("over a websocket", () => {
    it("subscribes with the person's token and drops the browser's init payload", async () => {
      await start();
      const browser = connect(
        await fixture.signedIn(),
        {},
        { headers: { "x-hasura-role": "admin", Authorization: "forged" } },
      );
      await browser.until(({ type }) => type === "connection_ack");
      subscribe(browser, "a");
      await browser.until(({ type }) => type === "next");
      api.set("1");
      await browser.until(() => browser.values("a").includes("1"));
      expect(browser.values("a")).toEqual(["0", "1"]);
      expect(api.inits).toEqual([{ headers: { Authorization: expect.stringMatching(/^Bearer ey/) } }]);
      browser.send({ id: "a", type: "complete" });
    });

    it.each([
      ["another origin", { origin: "https://evil.test" }, 403],
      ["a look-alike origin", { origin: "https://app.test.evil.test" }, 403],
      ["an origin of another scheme", { origin: "http://app.test" }, 403],
    ] as const)("refuses %s before the handshake", async (_name, headers, status) => {
      await start();
      const browser = connect(await fixture.signedIn(), headers);
      expect((await browser.closed).reason).toContain(String(status));
      expect(api.sockets.total).toBe(0);
    });

    it("closes 4403 without a cookie, and 4401 with a token that has expired", async () => {
      await start({}, 1);
      expect((await connect(null).closed).code).toBe(4403);
      const jar = await fixture.signedIn();
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect((await connect(jar).closed).code).toBe(4401);
      expect(api.sockets.total).toBe(0);
      expect(fixture.provider.hits.refresh).toBe(0);
    });

    it("never gives two subscriptions one upstream operation", async () => {
      await start();
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      subscribe(browser, "a");
      await browser.until(({ id }) => id === "a");
      api.set("7");
      await browser.until(() => browser.values("a").includes("7"));
      subscribe(browser, "b");
      await browser.until(({ id }) => id === "b");
      expect(browser.values("b")).toEqual(["7"]);
    });

    it("sends queries and mutations up over HTTP, once", async () => {
      await start();
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      subscribe(browser, "q", "query Value { value }");
      subscribe(browser, "m", "mutation Bump { bump }");
      await browser.until(({ id, type }) => id === "q" && type === "complete");
      await browser.until(({ id, type }) => id === "m" && type === "complete");
      expect([browser.values("q"), browser.values("m")]).toEqual([["0"], [1]]);
      expect(api.requests).toHaveLength(2);
    });

    it("does not repeat a mutation whose answer was cut off", async () => {
      await start();
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      api.hold = () => Promise.reject(new Error("cut"));
      subscribe(browser, "m", "mutation Bump { bump }");
      const message = await browser.until(({ id }) => id === "m");
      expect(message).toMatchObject({
        type: "error",
        payload: [{ extensions: { code: "upstream-unavailable" } }],
      });
      expect(api.requests).toHaveLength(1);
    });

    it("changes the token without a gap: the browser renews on request, keeps its socket, and misses nothing", async () => {
      await start({}, 5);
      const jar = await fixture.signedIn();
      const browser = connect(jar);
      browser.socket.on("message", (data: Buffer) => {
        if (!data.toString().includes('"renew"')) return;
        void fixture.session.renew(fixture.post(jar, "/auth/renew")).then((response) => {
          jar.take(response);
        });
      });
      await browser.until(({ type }) => type === "connection_ack");
      for (const id of ["a", "b", "c"]) subscribe(browser, id);
      let written = 0;
      while (fixture.provider.hits.refresh < 3) {
        api.set(String(++written));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await browser.until(() => ["a", "b", "c"].every((id) => browser.values(id).at(-1) === String(written)));
      expect(browser.socket.readyState).toBe(browser.socket.OPEN);
      expect(events.filter(({ type }) => type === "upstream-lost")).toEqual([]);
      expect(pings(browser).filter((said) => said !== "renew")).toEqual(["connecting", "open"]);
      expect(browser.messages.filter(({ type }) => type === "error" || type === "complete")).toEqual([]);
      for (const id of ["a", "b", "c"]) {
        const numbers = browser.values(id).map(Number);
        expect(numbers).toEqual([...numbers].sort((x, y) => x - y)); // never back to an older state
      }
      await eventually(() => api.sockets.open === 1);
      expect(fixture.provider.hits.familiesRevoked).toBe(0);
      const page = await fixture.session.open(fixture.request(jar));
      expect(page.status).toBe("active");
    });

    it("asks the browser's stream to be opened again when the token changes", async () => {
      await start({}, 3);
      const jar = await fixture.signedIn();
      const browser = connect(jar);
      await browser.until(({ type }) => type === "connection_ack");
      subscribe(browser, "s", "subscription Events { events_stream }");
      await browser.until(({ id, type }) => id === "s" && type === "next");
      await eventually(() => pings(browser).includes("renew"));
      jar.take(await fixture.session.renew(fixture.post(jar, "/auth/renew")));
      const message = await browser.until(({ id, type }) => id === "s" && type === "error");
      expect(message.payload).toMatchObject([{ extensions: { code: "reopen" } }]);
    });

    it("closes 4401 at expiry when nobody renews", async () => {
      await start({}, 2);
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      expect((await browser.closed).code).toBe(4401);
      expect(pings(browser)).toContain("renew");
      expect(fixture.provider.hits.refresh).toBe(0);
    });

    it("opens no way for a page of somebody who was signed in before, and has it renew", async () => {
      await start();
      const jar = await fixture.signedIn();
      const mine = connect(jar, {}, sayUser("auth0|ada"));
      await mine.until(({ type }) => type === "connection_ack");
      const before = connect(jar, {}, sayUser("auth0|ben"));
      expect((await before.closed).code).toBe(4401);
      expect(before.messages).toEqual([]);
      await eventually(() => api.sockets.open === 1);
    });

    it("row 27: lets no stranger in, and closes every socket of a session within a second of signing out, and no other's", async () => {
      await start();
      const jar = await fixture.signedIn();
      const strangers = [connect(jar, { origin: "https://evil.test" }), connect(null)];
      await Promise.all(strangers.map((stranger) => stranger.closed));
      const accepted = strangers.filter(({ messages }) => messages.length > 0).length;
      const mine = [connect(jar), connect(jar)];
      const theirs = connect(await fixture.signedIn());
      await Promise.all(
        [...mine, theirs].map((browser) => browser.until(({ type }) => type === "connection_ack")),
      );
      const at = performance.now();
      await fixture.session.logout(fixture.post(jar, "/auth/logout"));
      const closes = await Promise.all(mine.map((browser) => browser.closed));
      const figures = {
        accepted,
        "closes other than 4403": closes.filter(({ code }) => code !== 4403).length,
        "closed after": performance.now() - at,
      };
      expect(report("27 cookie only", figures)).toEqual({});
      expect(theirs.socket.readyState).toBe(theirs.socket.OPEN);
      await eventually(() => api.sockets.open === 1);
    });

    it("survives the loss of the API: subscriptions come back with the present state", async () => {
      await start();
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      subscribe(browser, "a");
      await browser.until(({ id }) => id === "a");
      api.refusing = true;
      api.cutSockets();
      await eventually(() => events.some(({ type }) => type === "upstream-lost"));
      api.set("after");
      api.refusing = false;
      await browser.until(() => browser.values("a").at(-1) === "after");
      expect(browser.messages.filter(({ type }) => type === "error" || type === "complete")).toEqual([]);
      expect(pings(browser)).toEqual(["connecting", "open", "connecting", "open"]);
      const last = browser.messages.findLastIndex(({ type }) => type === "ping");
      expect(browser.messages.slice(last).map(({ type }) => type)).toEqual(["ping", "next"]);
    });

    it("says that the API is not there before it acknowledges, and when it is", async () => {
      await start();
      api.refusing = true;
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      expect(browser.messages[0]).toEqual({
        type: "ping",
        payload: { type: "upstream", state: "connecting" },
      });
      subscribe(browser, "a");
      await eventually(() => api.refused >= 2);
      expect(pings(browser)).toEqual(["connecting"]);
      api.refusing = false;
      await browser.until(({ id }) => id === "a");
      expect(pings(browser)).toEqual(["connecting", "open"]);
    });

    it("limits sockets per session, operations per socket and the size of a message", async () => {
      await start({ socketsPerSession: 1, operationsPerSocket: 1, payloadBytes: 1000 });
      const jar = await fixture.signedIn();
      const first = connect(jar);
      await first.until(({ type }) => type === "connection_ack");
      expect((await connect(jar).closed).code).toBe(4429);
      subscribe(first, "a");
      subscribe(first, "b");
      const refused = await first.until(({ id }) => id === "b");
      expect(refused.payload).toMatchObject([{ extensions: { code: "too-many-operations" } }]);
      first.send({ type: "ping", payload: { long: "x".repeat(2000) } });
      expect((await first.closed).code).toBe(1009);
    });

    it.each([
      ["a message that is none", "nonsense", 4400],
      ["an operation before the init", { id: "a", type: "subscribe", payload: { query: "{ value }" } }, 4401],
    ] as const)("closes on %s", async (_name, message, code) => {
      await start();
      const browser = connect(await fixture.signedIn(), {}, null);
      await new Promise((resolve) => browser.socket.on("open", resolve));
      if (typeof message === "string") browser.socket.send(message);
      else browser.send(message);
      expect((await browser.closed).code).toBe(code);
    });

    it("closes on a second init and on an id that is taken", async () => {
      await start();
      const jar = await fixture.signedIn();
      const twice = connect(jar);
      await twice.until(({ type }) => type === "connection_ack");
      twice.send({ type: "connection_init" });
      expect((await twice.closed).code).toBe(4429);
      const taken = connect(jar);
      await taken.until(({ type }) => type === "connection_ack");
      subscribe(taken, "a");
      subscribe(taken, "a");
      expect((await taken.closed).code).toBe(4409);
    });

    it("catches up with the present state when a browser that did not read for a while reads again", async () => {
      await start({ bufferedBytes: 64 * 1024 });
      const browser = connect(await fixture.signedIn());
      await browser.until(({ type }) => type === "connection_ack");
      subscribe(browser, "a");
      await browser.until(({ id }) => id === "a");
      browser.socket.pause();
      const large = "x".repeat(200_000);
      const written = 200;
      for (let index = 1; index <= written; index++) {
        api.set(`${index}:${large}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      browser.socket.resume();
      await browser.until(() => String(browser.values("a").at(-1)).startsWith(`${written}:`));
      expect(browser.socket.readyState).toBe(browser.socket.OPEN);
    });
  });
});
