import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "../auth-event.ts";
import { CookieJar } from "../testing/browser-jar.ts";
import { createSessionFixture, type SessionFixture } from "../testing/session-fixture.ts";
import type { LeakOptions } from "./leak-screen.ts";

const adminSecret = randomBytes(24).toString("base64url");

describe("screen", { timeout: 60_000 }, () => {
  let fixture: SessionFixture;
  let events: AuthEvent[];
  afterEach(() => fixture.close());

  /** A signed-in browser, and every secret of its session and of ours. */
  async function setUp(leaks: LeakOptions = { action: "throw" }, more = {}) {
    events = [];
    const key = { id: "k1", secret: randomBytes(32) };
    fixture = await createSessionFixture({
      keys: [key],
      leaks: { secrets: { "admin secret": new Secret(adminSecret) }, ...leaks },
      log: (event) => events.push(event),
      ...more,
    });
    const jar = await fixture.signedIn();
    const [accessToken = "", refreshToken = ""] = fixture.provider.issued;
    return {
      jar,
      request: fixture.request(jar),
      secrets: {
        "refresh token": refreshToken,
        "access token": accessToken,
        "session cookie": jar.get("__Host-session") ?? "",
        "client secret": fixture.options.clientSecret.reveal(),
        "session key": Buffer.from(key.secret).toString("base64url"),
        "admin secret": adminSecret,
      },
    };
  }

  const html = (body: BodyInit) => new Response(body, { headers: { "content-type": "text/html" } });
  const page = (content: string) =>
    `<!doctype html><title>Dinners</title><p>${content}</p>${"<li>".repeat(500)}`;
  const screen = (request: Request, response: Response) => fixture.session.screen(request, response);
  const leakOf = (run: Promise<unknown>) =>
    run.then(
      () => null,
      (error: unknown) => error as { code: string; message: string; leak: { secret: string } },
    );

  it("finds every secret, in bodies of any kind, in headers and in redirects, and says where without saying what", async () => {
    const { request, secrets } = await setUp();
    for (const [name, secret] of Object.entries(secrets)) {
      const carriers: Record<string, Response> = {
        page: html(page(secret)),
        data: Response.json({ nested: [{ token: secret }] }),
        text: new Response(`error near ${secret}`, { status: 500 }),
        header: html(""),
        redirect: new Response(null, {
          status: 302,
          headers: { location: `/?token=${encodeURIComponent(secret)}` },
        }),
        cookie: new Response(null, {
          headers: { "set-cookie": `other=${encodeURIComponent(secret)}; Path=/` },
        }),
        basic: Response.json(Buffer.from(`client:${secret}`).toString("base64")),
      };
      carriers["header"]?.headers.set("server-timing", `db;desc="${secret}"`);
      for (const [kind, response] of Object.entries(carriers)) {
        const error = await leakOf(screen(request, response));
        expect([kind, error?.code, error?.leak.secret]).toEqual([kind, "SESSION_LEAK", name]);
        expect(error?.message).toMatch(new RegExp(`^The ${name} is in the (body|header)`));
        expect(error?.message).not.toContain(secret.slice(0, 8));
      }
    }
    const token = secrets["refresh token"];
    const offset = 42 + token.length - 24;
    const leak = { secret: "refresh token", header: null, offset, contentType: "text/html" };
    expect(await leakOf(screen(request, html("x".repeat(42) + token)))).toMatchObject({ leak });
    expect(events.at(-1)).toEqual({ type: "leak", action: "throw", ...leak });
  });

  it("finds a secret wherever the pieces of a stream are cut, and sends nothing of it", async () => {
    const { request, secrets } = await setUp();
    const secret = secrets["refresh token"];
    const text = Buffer.from(page(`${secret} and ${secret.slice(0, 40)}`));
    const until = text.indexOf(secret) + secret.length;
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 0, max: secret.length }), async (anywhere, within) => {
        const borders = [...anywhere, until - within, until - 1].sort((a, b) => a - b);
        const response = html(
          streamOf([0, ...borders].map((from, index) => text.subarray(from, borders[index]))),
        );
        const sent: Uint8Array[] = [];
        const run = async () => {
          const screened = await screen(request, response);
          for await (const piece of screened.body as unknown as AsyncIterable<Uint8Array>) sent.push(piece);
        };
        expect((await leakOf(run()))?.code).toBe("SESSION_LEAK");
        // Its last 24 characters are what is looked for. Never were more than seven of them sent.
        expect(Buffer.concat(sent).length).toBeLessThanOrEqual(until - 24 + 7);
      }),
      { numRuns: 60 },
    );
  });

  it("changes nothing about what carries no secret, and lets a stream flow", async () => {
    const { request, jar } = await setUp();
    const pieces = Array.from({ length: 20 }, () => randomBytes(3000).toString("base64"));
    const whole = await screen(request, html(pieces.join("")));
    expect([whole.status, whole.headers.get("content-type"), await whole.text()]).toEqual([
      200,
      "text/html",
      pieces.join(""),
    ]);
    const streamed = await screen(request, html(streamOf(pieces.map((piece) => Buffer.from(piece)))));
    expect(await streamed.text()).toBe(pieces.join(""));
    let push: (text: string) => void = () => undefined;
    const live = new ReadableStream<Uint8Array>({
      start: (controller) => (push = (text) => controller.enqueue(Buffer.from(text))),
    });
    push("first");
    const response = await screen(request, new Response(live));
    const reader = response.body?.getReader();
    const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await read()).toBe("first"); // though the stream is still open
    push("second");
    expect(await read()).toBe("second");
    await reader?.cancel();
    expect(() => push("third")).toThrow(/closed|Invalid state/); // the source heard of it
    for (const empty of [
      new Response(null, { status: 204 }),
      new Response(null, { status: 304 }),
      html(""),
    ]) {
      expect((await screen(request, empty)).status).toBe(empty.status);
    }
    fixture.clock.advance(850);
    const auth = await fixture.session.open(fixture.request(jar));
    expect((await screen(request, auth.seal(html("renewed")))).headers.getSetCookie()).toHaveLength(1);
    expect(events.filter(({ type }) => type === "leak")).toEqual([]);
  });

  it("answers 500 without a word about it in production, and keeps what the session has to say", async () => {
    const { jar, secrets } = await setUp({ action: "block" });
    fixture.clock.advance(850);
    const request = fixture.request(jar);
    const auth = await fixture.session.open(request);
    const token = auth.accessToken().reveal(); // renewed: not the one that the request brought
    const response = await screen(request, auth.seal(html(page(token))));
    const text = await response.text();
    expect([response.status, response.headers.get("cache-control")]).toEqual([500, "private, no-store"]);
    expect(response.headers.getSetCookie()).toHaveLength(1);
    expect(text).not.toMatch(/token|secret/);
    for (const secret of [token, ...Object.values(secrets)]) expect(text).not.toContain(secret);
    expect(events.at(-1)).toMatchObject({ type: "leak", action: "block", secret: "access token" });
  });

  it("only says so where the app wants that", async () => {
    const { request, secrets } = await setUp({ action: "log" });
    const response = await screen(request, html(page(secrets["access token"])));
    expect(await response.text()).toBe(page(secrets["access token"]));
    expect(events.filter(({ type }) => type === "leak")).toHaveLength(1);
  });

  it("lets the token endpoint of direct mode give the access token to our own script, and nothing else", async () => {
    const { jar, secrets } = await setUp({ action: "throw" }, { browserTokens: true });
    const request = fixture.post(jar, "/auth/token");
    const response = await fixture.session.token(request.clone());
    expect(await (await screen(request, response)).json()).toMatchObject({ token: secrets["access token"] });
    const refresh = Response.json({ token: secrets["refresh token"] });
    expect((await leakOf(screen(request, refresh)))?.leak.secret).toBe("refresh token");
    const elsewhere = screen(fixture.request(jar), html(page(secrets["access token"])));
    expect((await leakOf(elsewhere))?.leak.secret).toBe("access token");
  });

  it("finds the tokens of a sign-in in its own answer, and of a newer generation that this process knows", async () => {
    const { jar } = await setUp();
    const anew = new CookieJar();
    const callback = fixture.request(anew, fixture.provider.authorize(await fixture.start(anew)));
    const answer = await fixture.session.callback(callback);
    const [refreshToken = "", accessToken = ""] = fixture.provider.issued.slice(-2).reverse();
    answer.headers.set("x-debug", refreshToken);
    expect((await leakOf(screen(callback, answer)))?.leak.secret).toBe("refresh token");
    answer.headers.set("x-debug", accessToken);
    expect((await leakOf(screen(callback, answer)))?.leak.secret).toBe("access token");

    fixture.clock.advance(850);
    await fixture.session.open(fixture.request(jar)); // renewed; this browser does not know yet
    const newest = fixture.provider.issued.at(-2) ?? "";
    expect((await leakOf(screen(fixture.request(jar), html(newest))))?.leak.secret).toBe("access token");
  });

  it("refuses to watch for a secret that ordinary text may contain", async () => {
    await setUp();
    const secrets = { pin: new Secret("1234") };
    expect(() => fixture.another({ leaks: { secrets } })).toThrow(/The secret "pin" is too short/);
  });
});

function streamOf(pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  // A source that is pulled and gives nothing is not pulled again.
  const left = pieces.filter(({ byteLength }) => byteLength > 0);
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve));
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(new Uint8Array(piece));
    },
  });
}
