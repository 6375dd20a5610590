import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "../testing/browser.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

const control = (path: string, init?: RequestInit) => fetch(`${tenant.identity.controlUrl}${path}`, init);
const json = { "content-type": "application/json" };

describe("controls", () => {
  it("exist only where a port was given, and never on the tenant's own", async () => {
    const without = await startTestTenant({ controlPort: undefined });
    expect(without.identity.controlUrl).toBeUndefined();
    await without.stop();
    expect((await fetch(tenant.url("state"))).status).toBe(404);
    expect((await control("/authorize")).status).toBe(404);
  });

  it("say which variable helps when their port is taken", async () => {
    const controlPort = Number(new URL(tenant.identity.controlUrl ?? "").port);
    await expect(startTestTenant({ controlPort })).rejects.toMatchObject({
      code: "IDENTITY_PORT_BUSY",
      message: expect.stringContaining("IDENTITY_CONTROL_PORT"),
    });
  });

  it("end the families of a person, and of nobody else", async () => {
    const [ada, again, ben] = [
      await tenant.signIn(),
      await tenant.signIn(),
      await tenant.signIn(createTestBrowser(), "ben"),
    ];
    expect(await tenant.controls.revoke({ sub: "auth0|ada" })).toBe(2);
    const statuses = [];
    for (const { body } of [ada, again, ben])
      statuses.push((await tenant.refresh(body.refresh_token)).status);
    expect(statuses).toEqual([403, 403, 200]);
    expect((await tenant.controls.counters()).families.control).toBe(2);
  });

  it("end the family that a token belongs to, whichever of its tokens that is", async () => {
    const { body } = await tenant.signIn();
    const next = await tenant.refresh(body.refresh_token);
    expect(await tenant.controls.revoke({ refreshToken: String(body.refresh_token) })).toBe(1);
    expect((await tenant.refresh(next.body.refresh_token)).status).toBe(403);
  });

  it.each([
    ["/faults", { dealy: 1 }, "dealy"],
    ["/clock", { offsetMs: "soon" }, "offsetMs"],
    ["/access-token-ttl", { seconds: 0 }, "seconds"],
    ["/revoke", {}, "Send either sub or refreshToken."],
    ["/revoke", { refreshToken: "unknown" }, "No family has this refresh token."],
    ["/invite", { organization: "nobody", email: "a@potluck.test" }, "There is no organization nobody."],
  ])("say what is not understood at %s: %j", async (path, body, message) => {
    const before = await tenant.controls.state();
    const response = await control(path, { method: "POST", headers: json, body: JSON.stringify(body) });
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: "bad-request", message: expect.stringContaining(message) },
    ]);
    expect(await tenant.controls.state()).toEqual(before);
  });

  it("do not listen to other sites' pages", async () => {
    const response = await control("/reset", { method: "POST", body: "{}" });
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: "bad-request", message: "Send content-type: application/json." },
    ]);
  });

  it("name the controls that there are", async () => {
    const response = await control("/help");
    const { message } = (await response.json()) as { message: string };
    expect(response.status).toBe(404);
    for (const path of ["/state", "/faults", "/reset", "/clock", "/rotate-key", "/revoke", "/end-sessions"])
      expect(message).toContain(path);
  });

  it("put everything back that they moved", async () => {
    const before = await tenant.controls.state();
    await tenant.controls.setFaults({ delay: 0.5, delayMs: 10 });
    await tenant.controls.setClockOffset(5000);
    await tenant.controls.setAccessTokenTtl(5);
    const moved = await tenant.controls.state();
    expect([moved.faults.delay, moved.clock.offsetMs, moved.accessTokenTtl]).toEqual([0.5, 5000, 5]);
    await tenant.controls.reset();
    expect(await tenant.controls.state()).toEqual(before);
  });
});

describe("clock offset", () => {
  it.each([-90, 90])("moves everything the tenant dates by %d seconds", async (seconds) => {
    const earliest = Math.floor(Date.now() / 1000) + seconds;
    await tenant.controls.setClockOffset(seconds * 1000);
    const { body } = await tenant.signIn(createTestBrowser(), "ada", { max_age: "300" });
    await tenant.controls.reset();
    const latest = Date.now() / 1000 + seconds;
    const { iat, auth_time: authTime } = decodeJwt(String(body.id_token));
    for (const time of [decodeJwt(String(body.access_token)).iat, iat, authTime]) {
      expect(time).toBeGreaterThanOrEqual(earliest);
      expect(time).toBeLessThanOrEqual(latest);
    }
    expect((await tenant.refresh(body.refresh_token)).status).toBe(200);
  });
});
