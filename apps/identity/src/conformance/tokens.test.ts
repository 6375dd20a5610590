import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

let tenant: TestTenant;
let answer: Awaited<ReturnType<TestTenant["signIn"]>>;
beforeAll(async () => {
  tenant = await startTestTenant({ accessTokenTtl: 5 });
  answer = await tenant.signIn();
});
afterAll(async () => {
  await tenant.stop();
});

const headerOf = (token: unknown) => decodeProtectedHeader(String(token));
async function keySet(): Promise<{ keys: Record<string, string>[]; caching: string | null }> {
  const response = await fetch(tenant.url(".well-known/jwks.json"));
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  return { keys, caching: response.headers.get("cache-control") };
}

describe("Auth0's habits: tokens", () => {
  it("trap 6: access tokens have typ JWT, azp, a list of audiences with userinfo, and the whole scope", async () => {
    const { payload } = await tenant.verify(answer.body.access_token);
    expect(headerOf(answer.body.access_token)).toMatchObject({ alg: "RS256", typ: "JWT" });
    expect(payload).toMatchObject({
      aud: [tenant.options.audience, `${tenant.identity.issuer}userinfo`],
      azp: tenant.options.clientId,
      scope: "openid profile email offline_access",
    });
    expect(payload).not.toHaveProperty("client_id");
  });

  it("trap 7: /userinfo takes access tokens that are for the API", async () => {
    const authorization = `Bearer ${answer.body.access_token}`;
    const response = await fetch(tenant.url("userinfo"), { headers: { authorization } });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await response.json()).toMatchObject({
      sub: "auth0|ada",
      name: "Ada Fern",
      email: "ada@potluck.test",
    });
  });

  it("trap 9: the key set says how long it may be kept, and shows nothing private", async () => {
    const { keys, caching } = await keySet();
    expect(caching).toMatch(/^public, max-age=\d+/);
    for (const key of keys)
      expect(Object.keys(key).toSorted()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  it("trap 9: the next key is published before it signs, and the former one for a while after", async () => {
    const [signing, next] = (await keySet()).keys.map(({ kid }) => kid);
    expect(headerOf(answer.body.id_token).kid).toBe(signing);
    await tenant.controls.rotateKey(60);
    const refreshed = await tenant.refresh(answer.body.refresh_token);
    expect(headerOf(refreshed.body.access_token).kid).toBe(next);
    expect(headerOf(refreshed.body.id_token).kid).toBe(next);
    expect((await keySet()).keys.map(({ kid }) => kid)).toEqual([next, expect.any(String), signing]);
    await expect(tenant.verify(answer.body.id_token, tenant.options.clientId)).resolves.toBeDefined();
    await tenant.controls.setClockOffset(61_000);
    expect((await keySet()).keys.map(({ kid }) => kid)).toEqual([next, expect.any(String)]);
    await tenant.controls.reset();
  });

  it("trap 9: a key that must not be trusted any more is withdrawn at once", async () => {
    const before = (await keySet()).keys.map(({ kid }) => kid);
    await tenant.controls.rotateKey(0);
    const after = (await keySet()).keys.map(({ kid }) => kid);
    expect(after).not.toContain(before[0]);
    expect(after[0]).toBe(before[1]);
  });

  it("trap 11: names are those of the issuer, whatever name the request came by", async () => {
    const local = `http://localhost:${tenant.identity.port}/.well-known/openid-configuration`;
    const response = await fetch(local).catch(() =>
      fetch(tenant.url(".well-known/openid-configuration"), { headers: { host: "elsewhere.test" } }),
    );
    expect(await response.json()).toMatchObject({
      issuer: tenant.identity.issuer,
      authorization_endpoint: tenant.url("authorize").href,
      token_endpoint: tenant.url("oauth/token").href,
      revocation_endpoint: tenant.url("oauth/revoke").href,
      userinfo_endpoint: tenant.url("userinfo").href,
      jwks_uri: tenant.url(".well-known/jwks.json").href,
      end_session_endpoint: tenant.url("oidc/logout").href,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
    expect(tenant.identity.issuer).toMatch(/\/$/);
  });

  it("trap 19: access tokens live as long as the API says, in their claims and in the answer", async () => {
    const { payload } = await tenant.verify((await tenant.signIn()).body.access_token);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(5);
    expect(answer.body.expires_in).toBe(5);
    await tenant.controls.setAccessTokenTtl(77);
    const { body } = await tenant.signIn();
    const later = await tenant.verify(body.access_token);
    expect([body.expires_in, (later.payload.exp ?? 0) - (later.payload.iat ?? 0)]).toEqual([77, 77]);
    await tenant.controls.reset();
  });
});
