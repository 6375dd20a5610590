import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import { afterEach, describe, expect, it, vi } from "vitest";
import { allowInsecureIssuer } from "./insecure-issuer.ts";
import { resolveOidcConfig } from "./oidc-config.ts";
import type { OidcOptions } from "./oidc-options.ts";
import { errorCodeOf } from "./testing/error-code.ts";

const good = {
  issuer: "https://tenant.eu.auth0.com/",
  clientId: "client",
  clientSecret: new Secret("a secret of the client"),
  audience: "https://api.test/",
  appOrigin: "https://app.test",
  keys: [{ id: "k1", secret: randomBytes(32) }],
};

describe("resolveOidcConfig", () => {
  it("derives every endpoint from an Auth0 issuer", async () => {
    const config = resolveOidcConfig({ ...good, fetch: () => Promise.reject(new Error("nothing is asked")) });
    expect((await config.issuer.endpoints()).token).toBe("https://tenant.eu.auth0.com/oauth/token");
  });

  it.each([
    ["an http issuer", { issuer: "http://127.0.0.1:4400/" }, "SESSION_INSECURE_ISSUER"],
    ["an http issuer elsewhere", { issuer: "http://idp.test/" }, "SESSION_INSECURE_ISSUER"],
    ["an issuer without the slash", { issuer: "https://tenant.eu.auth0.com" }, "SESSION_CONFIG"],
    ["an issuer that is none", { issuer: "tenant.eu.auth0.com" }, "SESSION_CONFIG"],
    ["no openid", { scopes: ["profile"] }, "SESSION_CONFIG"],
    ["an empty audience", { audience: "" }, "SESSION_CONFIG"],
    ["no audience with Auth0", { audience: undefined }, "SESSION_CONFIG"],
    [
      "another provider over http",
      { provider: "oidc", issuer: "http://idp.test" },
      "SESSION_INSECURE_ISSUER",
    ],
    ["another issuer with a query", { provider: "oidc", issuer: "https://idp.test/?x=1" }, "SESSION_CONFIG"],
  ] as [string, Partial<OidcOptions>, string][])("refuses %s", (_name, bad, code) => {
    expect(errorCodeOf(() => resolveOidcConfig({ ...good, ...bad }))).toBe(code);
  });

  it("takes another provider's issuer as it is written, and needs no audience for it", () => {
    for (const issuer of ["https://idp.test", "https://idp.test/", "https://idp.test/realms/one"]) {
      const config = resolveOidcConfig({ ...good, provider: "oidc", issuer, audience: undefined });
      expect([config.issuer.id, config.audience]).toEqual([issuer, null]);
    }
  });
});

describe("allowInsecureIssuer", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("allows http on this computer only", () => {
    const { issuer } = resolveOidcConfig({ ...good, issuer: allowInsecureIssuer("http://127.0.0.1:4400/") });
    expect(issuer.id).toBe("http://127.0.0.1:4400/");
    for (const url of [
      "http://idp.test/",
      "http://127.0.0.1.evil.test/",
      "http://10.0.0.1/",
      "https://tenant.test/",
    ]) {
      expect(errorCodeOf(() => allowInsecureIssuer(url))).toBe("SESSION_INSECURE_ISSUER");
    }
  });

  it("throws in production unless code says that this is a rehearsal", () => {
    vi.stubEnv("NODE_ENV", "production");
    expect(errorCodeOf(() => allowInsecureIssuer("http://127.0.0.1:4400/"))).toBe("SESSION_INSECURE_ISSUER");
    expect(errorCodeOf(() => allowInsecureIssuer("http://127.0.0.1:4400/", { rehearsal: true }))).toBeNull();
  });
});
