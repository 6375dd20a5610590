import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ConfigOptions, originOf, resolveConfig } from "./config.ts";
import { AuthSessionError } from "./errors.ts";
import { allowInsecureIssuer } from "./insecure-issuer.ts";
import { parseSessionKeys } from "./key-ring.ts";

const good: ConfigOptions = {
  issuer: "https://tenant.eu.auth0.com/",
  audience: "https://api.test/",
  appOrigin: "https://app.test",
  keys: [{ id: "k1", secret: randomBytes(32) }],
};
const codeOf = (run: () => unknown) => {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof AuthSessionError ? error.code : error;
  }
};

describe("resolveConfig", () => {
  it("derives every endpoint from an Auth0 issuer, and names cookies by scheme", async () => {
    const config = resolveConfig({ ...good, fetch: () => Promise.reject(new Error("nothing is asked")) });
    expect((await config.provider.endpoints()).token).toBe("https://tenant.eu.auth0.com/oauth/token");
    expect(config.names.session).toBe("__Host-session");
    expect(config.cookies.write("a", "b", 60)).toBe(
      "a=b; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
    );
    const local = resolveConfig({ ...good, appOrigin: "http://localhost:3000" });
    expect(local.names.session).toBe("session");
    expect(local.cookies.write("a", "b", 60)).not.toContain("Secure");
  });

  it.each([
    ["an http issuer", { issuer: "http://127.0.0.1:4400/" }, "SESSION_INSECURE_ISSUER"],
    ["an http issuer elsewhere", { issuer: "http://idp.test/" }, "SESSION_INSECURE_ISSUER"],
    ["an issuer without the slash", { issuer: "https://tenant.eu.auth0.com" }, "SESSION_CONFIG"],
    ["an issuer that is none", { issuer: "tenant.eu.auth0.com" }, "SESSION_CONFIG"],
    ["an http app", { appOrigin: "http://app.test" }, "SESSION_CONFIG"],
    ["an origin with a path", { appOrigin: "https://app.test/x" }, "SESSION_CONFIG"],
    ["mixed schemes", { appOrigin: ["https://app.test", "http://localhost:3000"] }, "SESSION_CONFIG"],
    ["no origin", { appOrigin: [] }, "SESSION_CONFIG"],
    ["no key", { keys: [] }, "SESSION_CONFIG"],
    ["a short key", { keys: [{ id: "k1", secret: randomBytes(16) }] }, "SESSION_CONFIG"],
    ["an odd key id", { keys: [{ id: "k.1", secret: randomBytes(32) }] }, "SESSION_CONFIG"],
    ["no openid", { scopes: ["profile"] }, "SESSION_CONFIG"],
    ["an empty audience", { audience: "" }, "SESSION_CONFIG"],
    ["no audience with Auth0", { audience: undefined }, "SESSION_CONFIG"],
    [
      "another provider over http",
      { provider: "oidc", issuer: "http://idp.test" },
      "SESSION_INSECURE_ISSUER",
    ],
    ["another issuer with a query", { provider: "oidc", issuer: "https://idp.test/?x=1" }, "SESSION_CONFIG"],
    ["an odd cookie name", { cookieName: "a;b" }, "SESSION_CONFIG"],
    ["no lifetime", { lifetime: { idleS: 0 } }, "SESSION_CONFIG"],
  ] as [string, Partial<ConfigOptions>, string][])("refuses %s", (_name, bad, code) => {
    expect(codeOf(() => resolveConfig({ ...good, ...bad }))).toBe(code);
  });

  it("takes another provider's issuer as it is written, and needs no audience for it", () => {
    for (const issuer of ["https://idp.test", "https://idp.test/", "https://idp.test/realms/one"]) {
      const config = resolveConfig({ ...good, provider: "oidc", issuer, audience: undefined });
      expect([config.provider.issuer, config.audience]).toEqual([issuer, null]);
    }
  });

  it("takes the origin from the configuration, never from a Host header it does not know", () => {
    const config = resolveConfig({ ...good, appOrigin: ["https://app.test", "https://other.test"] });
    expect(originOf(config, new Request("https://other.test/x"))).toBe("https://other.test");
    expect(originOf(config, new Request("https://evil.test/x"))).toBe("https://app.test");
  });
});

describe("allowInsecureIssuer", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("allows http on this computer only", () => {
    expect(
      resolveConfig({ ...good, issuer: allowInsecureIssuer("http://127.0.0.1:4400/") }).provider.issuer,
    ).toBe("http://127.0.0.1:4400/");
    for (const url of [
      "http://idp.test/",
      "http://127.0.0.1.evil.test/",
      "http://10.0.0.1/",
      "https://tenant.test/",
    ]) {
      expect(codeOf(() => allowInsecureIssuer(url))).toBe("SESSION_INSECURE_ISSUER");
    }
  });

  it("throws in production unless code says that this is a rehearsal", () => {
    vi.stubEnv("NODE_ENV", "production");
    expect(codeOf(() => allowInsecureIssuer("http://127.0.0.1:4400/"))).toBe("SESSION_INSECURE_ISSUER");
    expect(codeOf(() => allowInsecureIssuer("http://127.0.0.1:4400/", { rehearsal: true }))).toBeNull();
  });
});

describe("parseSessionKeys", () => {
  const encoded = randomBytes(32).toString("base64url");

  it("reads a ring, the sealing key first", () => {
    const keys = parseSessionKeys(`b:${encoded}, a:${randomBytes(32).toString("base64url")}`);
    expect(keys.map(({ id, secret }) => [id, secret.byteLength])).toEqual([
      ["b", 32],
      ["a", 32],
    ]);
  });

  it.each(["", "k1", `k1:${encoded}x`, `:${encoded}`, `k1:${encoded}:x`, `k1:${encoded},`, "k1:short"])(
    "refuses %j without repeating it",
    (text) => {
      expect(() => parseSessionKeys(text)).toThrow(/^Entry \d of the session keys/);
    },
  );
});
