import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import { describe, expect, it } from "vitest";
import { AuthSessionError } from "../errors.ts";
import { allowInsecureIssuer } from "../insecure-issuer.ts";
import { resolveNhostConfig } from "./nhost-config.ts";
import type { NhostOptions } from "./nhost-options.ts";

const authUrl = "https://subdomain.auth.eu-central-1.nhost.run/v1";
const good = { authUrl, appOrigin: "https://app.test", keys: [{ id: "k1", secret: randomBytes(32) }] };

describe("resolveNhostConfig", () => {
  it.each([authUrl, `${authUrl}/`, new URL(authUrl)])("takes the address as %s", (given) => {
    expect(resolveNhostConfig({ ...good, authUrl: given }).authUrl).toBe(authUrl);
  });

  it("expects what the service calls itself when nobody has told it a name, or the name it was told", () => {
    expect(resolveNhostConfig(good).issuers).toEqual(["hasura-auth", authUrl, `${authUrl}/`]);
    expect(resolveNhostConfig({ ...good, issuer: "ours" }).issuers).toEqual(["ours"]);
  });

  it.each<[string, Partial<NhostOptions>, string, RegExp]>([
    ["an http address", { authUrl: "http://127.0.0.1:4000/v1" }, "SESSION_INSECURE_ISSUER", /https/],
    ["an address that is none", { authUrl: "nhost.run" }, "SESSION_CONFIG", /base address of Nhost/],
    ["an address with a query", { authUrl: `${authUrl}?x=1` }, "SESSION_CONFIG", /base address of Nhost/],
    ["a key no API would take", { jwtKey: new Secret("too short") }, "SESSION_CONFIG", /32 characters/],
  ])("refuses %s, and says what to give", (_name, bad, code, message) => {
    const resolve = () => resolveNhostConfig({ ...good, ...bad });
    expect(resolve).toThrow(AuthSessionError);
    expect(resolve).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it("takes a local stand-in over http where code allows it", () => {
    const local = allowInsecureIssuer("http://127.0.0.1:4000/v1");
    expect(resolveNhostConfig({ ...good, authUrl: local }).authUrl).toBe("http://127.0.0.1:4000/v1");
  });
});
