import { afterEach, describe, expect, it } from "vitest";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("answerRenewal", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("says when the token expires, renews it when due, and shows no token", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    const early = await fixture.session.renew(fixture.post(jar, "/auth/renew"));
    expect(early.headers.getSetCookie()).toEqual([]);
    fixture.clock.advance(850);
    const response = await fixture.session.renew(fixture.post(jar, "/auth/renew"));
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.getSetCookie()).toHaveLength(1);
    const answer = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(answer).sort()).toEqual(["expiresAt", "now", "renewAt", "userId"]);
    expect(answer["userId"]).toBe("auth0|ada");
    expect(answer["expiresAt"]).toBeGreaterThan(fixture.clock.now() + 890_000);
  });

  it("answers 401 when nobody is signed in and 503 when the provider is down", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.provider.fault = () => ({ kind: "status", status: 500 });
    fixture.clock.advance(901);
    const unavailable = await fixture.session.renew(fixture.post(jar, "/auth/renew"));
    expect([unavailable.status, unavailable.headers.get("retry-after")]).toEqual([503, "2"]);
    jar.set("__Host-session", "junk");
    expect((await fixture.session.renew(fixture.post(jar, "/auth/renew"))).status).toBe(401);
  });

  const foreign: [string, RequestInit][] = [
    ["a cross-site fetch", { headers: { origin: "https://evil.test", "sec-fetch-site": "cross-site" } }],
    ["a form post", { headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["an image", { method: "GET", body: null }],
    ["a request without the header", { headers: { "x-session-renewal": "" } }],
    ["a wrong origin", { headers: { origin: "https://evil.test" } }],
  ];

  it("row 19: gives a token to our own pages only, whoever else asks and however", async () => {
    fixture = await createSessionFixture({ browserTokens: true });
    const jar = await fixture.signedIn();
    const [token = ""] = fixture.provider.issued;
    const sibling: [string, RequestInit] = ["a sibling site", { headers: { "sec-fetch-site": "same-site" } }];
    const disclosed: string[] = [];
    for (const [name, init] of [...foreign, sibling]) {
      const request = fixture.post(jar, "/auth/token", init);
      if (request.headers.get("x-session-renewal") === "") request.headers.delete("x-session-renewal");
      for (const response of [
        await fixture.session.token(request.clone()),
        await fixture.session.renew(request),
      ]) {
        const text = `${[...response.headers].join()}${await response.text()}`;
        if (response.status < 400 || text.includes(token)) disclosed.push(name);
      }
    }
    const ways = foreign.length + 1;
    expect(report("19", { ways, "tokens disclosed": disclosed.length })).toEqual({});

    expect(disclosed).toEqual([]);
    expect(await (await fixture.session.token(fixture.post(jar, "/auth/token"))).text()).toContain(token);
  });

  it("gives the token in direct mode, and has no such endpoint otherwise", async () => {
    fixture = await createSessionFixture({ browserTokens: true });
    const jar = await fixture.signedIn();
    const response = await fixture.session.token(fixture.post(jar, "/auth/token"));
    const { token, session } = (await response.json()) as { token: string; session: string };
    expect(session).toBe((await fixture.session.open(fixture.request(jar))).sessionId);
    expect(session).not.toBe(
      (await fixture.session.open(fixture.request(await fixture.signedIn()))).sessionId,
    );
    expect(token).toBe((await fixture.session.open(fixture.request(jar))).accessToken().reveal());
    const gatewayMode = fixture.another({ browserTokens: false });
    expect((await gatewayMode.token(fixture.post(jar, "/auth/token"))).status).toBe(404);
  });
});
