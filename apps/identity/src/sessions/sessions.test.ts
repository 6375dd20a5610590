import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser, type TestBrowser } from "../testing/browser.ts";
import { startLogoutReceiver, type LogoutReceiver } from "../testing/logout-receiver.ts";
import { queryOf } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let receiver: LogoutReceiver;
let tenant: TestTenant;
beforeAll(async () => {
  receiver = await startLogoutReceiver();
  tenant = await startTestTenant({ backchannelLogoutUrl: receiver.url });
});
afterAll(async () => {
  await tenant.stop();
  await receiver.stop();
});
afterEach(async () => {
  await tenant.controls.reset();
  for (const sub of ["auth0|ada", "auth0|ben"]) await tenant.controls.endSessions(sub);
  receiver.received.length = 0;
});

const sidOf = (answer: { body: Record<string, unknown> }) => decodeJwt(String(answer.body.id_token)).sid;
const isSignedIn = async (browser: TestBrowser) =>
  "code" in queryOf(await browser.visit(tenant.authorize({ prompt: "none" }).url));

describe("Auth0's habits: back-channel logout", () => {
  it("trap 22: sends a signed logout token with sub, sid, events and a jti of its own, and no nonce", async () => {
    const browser = createTestBrowser();
    const answer = await tenant.signIn(browser);
    expect(await tenant.controls.endSessions("auth0|ada")).toBe(1);
    expect(await isSignedIn(browser)).toBe(false);

    const [{ type, token }] = receiver.received as [LogoutReceiver["received"][number]];
    expect(type).toMatch(/^application\/x-www-form-urlencoded/);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", typ: "logout+jwt" });
    const { payload } = await tenant.verify(token, tenant.options.clientId);
    expect(payload).toEqual({
      iss: tenant.identity.issuer,
      aud: tenant.options.clientId,
      sub: "auth0|ada",
      sid: sidOf(answer),
      iat: expect.any(Number),
      exp: Number(payload.iat) + 120,
      jti: expect.stringMatching(/^[\w-]{24}$/),
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    expect((await tenant.controls.counters()).logoutTokens).toEqual({ accepted: 1, failed: 0 });
  });

  it("trap 22: sends one for each of the person's sessions, and none for anybody else's", async () => {
    const [first, second, other] = [createTestBrowser(), createTestBrowser(), createTestBrowser()];
    const answers = [await tenant.signIn(first), await tenant.signIn(second)];
    await tenant.signIn(other, "ben");
    expect(await tenant.controls.endSessions("auth0|ada")).toBe(2);
    const claims = receiver.received.map(({ token }) => decodeJwt(token));
    expect(new Set(claims.map(({ sid }) => sid))).toEqual(new Set(answers.map(sidOf)));
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(2);
    expect(await isSignedIn(other)).toBe(true);
    expect(await tenant.controls.endSessions("auth0|ada")).toBe(0);
  });

  it.each(["oidc/logout", "v2/logout"])(
    "trap 22: sends one when a person signs out at /%s, and none when nobody was signed in",
    async (path) => {
      const browser = createTestBrowser();
      const answer = await tenant.signIn(browser);
      await browser.get(tenant.url(path));
      await browser.get(tenant.url(path));
      expect(receiver.received.map(({ token }) => decodeJwt(token).sid)).toEqual([sidOf(answer)]);
    },
  );

  it("trap 22: signs with the key that signs tokens, by the tenant's clock", async () => {
    await tenant.signIn();
    await tenant.controls.rotateKey(60);
    await tenant.controls.setClockOffset(-60_000);
    await tenant.controls.endSessions("auth0|ada");
    const token = receiver.received[0]?.token ?? "";
    expect(decodeProtectedHeader(token).kid).toBe((await tenant.controls.state()).keys[0]);
    expect(Number(decodeJwt(token).iat)).toBeLessThan(Date.now() / 1000 - 50);
  });

  it("trap 22: leaves refresh tokens alone", async () => {
    const { body } = await tenant.signIn();
    await tenant.controls.endSessions("auth0|ada");
    expect((await tenant.refresh(body.refresh_token)).status).toBe(200);
  });
});

describe("createSessions", () => {
  it("ends the session also when the application cannot be told, and says so", async () => {
    const reports: string[] = [];
    const deaf = await startTestTenant({ backchannelLogoutUrl: receiver.url }, (line) => reports.push(line));
    receiver.answerWith(400);
    await deaf.signIn();
    expect(await deaf.controls.endSessions("auth0|ada")).toBe(1);
    expect((await deaf.controls.counters()).logoutTokens).toEqual({ accepted: 0, failed: 1 });
    expect(reports).toEqual([
      `identity: no logout token delivered to ${receiver.url.href}: Error: it answered 400`,
    ]);
    await deaf.stop();
  });

  it("tells nobody where the application has no address for it", async () => {
    const quiet = await startTestTenant();
    await quiet.signIn();
    expect(await quiet.controls.endSessions("auth0|ada")).toBe(1);
    expect(receiver.received).toEqual([]);
    await quiet.stop();
  });
});
