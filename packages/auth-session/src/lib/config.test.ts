import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ConfigOptions, originOf, resolveConfig } from "./config.ts";
import { parseSessionKeys } from "./key-ring.ts";
import { errorCodeOf } from "./testing/error-code.ts";

const good: ConfigOptions = {
  appOrigin: "https://app.test",
  keys: [{ id: "k1", secret: randomBytes(32) }],
};

describe("resolveConfig", () => {
  it("names cookies by scheme", () => {
    const config = resolveConfig(good);
    expect(config.names.session).toBe("__Host-session");
    expect(config.cookies.write("a", "b", 60)).toBe(
      "a=b; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
    );
    const local = resolveConfig({ ...good, appOrigin: "http://localhost:3000" });
    expect(local.names.session).toBe("session");
    expect(local.cookies.write("a", "b", 60)).not.toContain("Secure");
  });

  it.each([
    ["an http app", { appOrigin: "http://app.test" }],
    ["an origin with a path", { appOrigin: "https://app.test/x" }],
    ["mixed schemes", { appOrigin: ["https://app.test", "http://localhost:3000"] }],
    ["no origin", { appOrigin: [] }],
    ["no key", { keys: [] }],
    ["a short key", { keys: [{ id: "k1", secret: randomBytes(16) }] }],
    ["an odd key id", { keys: [{ id: "k.1", secret: randomBytes(32) }] }],
    ["an odd cookie name", { cookieName: "a;b" }],
    ["no lifetime", { lifetime: { idleS: 0 } }],
  ] as [string, Partial<ConfigOptions>][])("refuses %s", (_name, bad) => {
    expect(errorCodeOf(() => resolveConfig({ ...good, ...bad }))).toBe("SESSION_CONFIG");
  });

  it("takes the origin from the configuration, never from a Host header it does not know", () => {
    const config = resolveConfig({ ...good, appOrigin: ["https://app.test", "https://other.test"] });
    expect(originOf(config, new Request("https://other.test/x"))).toBe("https://other.test");
    expect(originOf(config, new Request("https://evil.test/x"))).toBe("https://app.test");
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
