import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(async () => {
  await tenant.stop();
});

const ask = (token: unknown) =>
  fetch(tenant.url("userinfo"), { headers: { authorization: `Bearer ${String(token)}` } });

describe("userinfoForApiTokens", () => {
  it("refuses a token that somebody else signed", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const forged = await new SignJWT({ scope: "openid", aud: tenant.url("userinfo").href, sub: "auth0|ada" })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(tenant.identity.issuer)
      .setExpirationTime("1m")
      .sign(privateKey);
    expect((await ask(forged)).status).toBe(401);
  });

  it("refuses an expired token, by the tenant's clock", async () => {
    const { body } = await tenant.signIn();
    await tenant.controls.setClockOffset(tenant.options.accessTokenTtl * 1000 + 1000);
    expect((await ask(body.access_token)).status).toBe(401);
    await tenant.controls.reset();
    expect((await ask(body.access_token)).status).toBe(200);
  });

  it("still takes a token whose key has stopped signing and is published", async () => {
    const { body } = await tenant.signIn();
    await tenant.controls.rotateKey(60);
    expect((await ask(body.access_token)).status).toBe(200);
    await tenant.controls.rotateKey(0);
    await tenant.controls.setClockOffset(61_000);
    expect((await ask(body.access_token)).status).toBe(401);
    await tenant.controls.reset();
  });
});
